"""Every documented error, written down here a second time from the vendor's table, and what we make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dashscope import classify
from bot.upstream import Treatment

LATER, PERSON = Treatment.RETRY_LATER, Treatment.TELL_PERSON
OPERATOR, ANEW = Treatment.TELL_OPERATOR, Treatment.NEW_TASK_ONCE

# What the catalogue, or the client before the first byte, should have prevented: the operator hears of it, too.
PREVENTABLE = {
    "parameter",
    "number",
    "size",
    "unknown",
    "reference-unreadable",
    "reference-resolution",
    "reference-format",
    "reference-large",
}

GREEN = "The image content does not comply with green network verification."
NOT_INSPECTED = "The image size is not supported for the data inspection."

# HTTP status, code, message; treatment, scope, the text's id without its prefix.
DOCUMENTED: list[tuple[int, str, str, Treatment, str, str]] = [
    (401, "InvalidApiKey", "Invalid API-key provided.", OPERATOR, "account", "key"),
    (401, "InvalidApiKey", "Incorrect API key provided. See: https://x.invalid/#a", OPERATOR, "account", "key"),
    (401, "InvalidApiKey", "No API-key provided.", OPERATOR, "account", "key"),
    (401, "invalid_api_key", "Incorrect API key provided.", OPERATOR, "account", "key"),
    (401, "NOT AUTHORIZED", "Access denied: Either you are not authorized ...", OPERATOR, "account", "workspace"),
    (403, "AccessDenied", "current user api does not support synchronous calls", OPERATOR, "pool", "protocol"),
    (403, "AccessDenied", "current user api does not support asynchronous calls", OPERATOR, "pool", "protocol"),
    (403, "AccessDenied", "Access denied.", OPERATOR, "pool", "model-access"),
    (403, "AccessDenied", "Invalid according to Policy: Policy expired.", LATER, "job", "unwell"),
    (403, "AccessDenied.Unpurchased", "Access to model denied. Please make sure ...", OPERATOR, "pool", "model-access"),
    (403, "Model.AccessDenied", "Model access denied.", OPERATOR, "pool", "model-access"),
    (403, "Workspace.AccessDenied", "Workspace access denied.", OPERATOR, "account", "workspace"),
    (403, "Endpoint.AccessDenied", "Workspace endpoint access denied.", OPERATOR, "pool", "model-gone"),
    (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted. ...", OPERATOR, "pool", "free-tier"),
    (400, "Arrearage", "Access denied, please make sure your account is in good standing.", OPERATOR, "account", "arrears"),
    (400, "DataInspectionFailed", "Input data may contain inappropriate content.", PERSON, "job", "moderation-input"),
    (400, "DataInspectionFailed", "Output data may contain inappropriate content.", PERSON, "job", "moderation-output"),
    (400, "DataInspectionFailed", "Input or output data may contain inappropriate content.", PERSON, "job", "moderation-either"),
    (400, "DataInspectionFailed", "Input text data may contain inappropriate content.", PERSON, "job", "moderation-prompt"),
    (400, "DataInspectionFailed", "Input image data may contain inappropriate content.", PERSON, "job", "moderation-reference"),
    (400, "DataInspectionFailed", "", PERSON, "job", "moderation-either"),
    (400, "DataInspectionFailed", GREEN, PERSON, "job", "moderation-image"),
    (400, "InvalidParameter", GREEN, PERSON, "job", "moderation-image"),
    (400, "InvalidParameter", NOT_INSPECTED, PERSON, "job", "inspection-size"),
    (400, "InvalidParameter.DataInspection", NOT_INSPECTED, PERSON, "job", "inspection-size"),
    (400, "DataInspectionFailed", NOT_INSPECTED, PERSON, "job", "inspection-size"),
    (400, "data_inspection_failed", "Output data may contain inappropriate content.", PERSON, "job", "moderation-output"),
    (400, "data_inspection_failed", "Input text data may contain inappropriate content.", PERSON, "job", "moderation-prompt"),
    (400, "data_inspection_failed", "Input data may contain inappropriate content.", PERSON, "job", "moderation-input"),
    (400, "data_inspection_failed", "", PERSON, "job", "moderation-either"),
    (400, "IPInfringementSuspect", "Input data is suspected of ...", PERSON, "job", "infringement"),
    (400, "CustomRoleBlocked", "", PERSON, "job", "rule"),
    (400, "FaqRuleBlocked", "", PERSON, "job", "rule"),
    (400, "InvalidParameter", "Range of n should be [1, 4]", PERSON, "job", "number"),
    (400, "InvalidParameter", "num_images_per_prompt must be 1", PERSON, "job", "number"),
    (400, "InvalidParameter", "num_images_per_prompt must be 1.", PERSON, "job", "number"),
    (400, "InvalidParameter", "The size does not match the allowed size 1664*928.", PERSON, "job", "size"),
    (400, "InvalidParameter", "The size does not match the allowed size ['1024*1024', '720*1280'].", PERSON, "job", "size"),
    (400, "InvalidParameter", "The size is not match the allowed size ['1024*1024', '720*1280']", PERSON, "job", "size"),
    (400, "InvalidParameter", "Either width or height should be between 512 and 1440", PERSON, "job", "size"),
    (400, "InvalidParameter", "The style is invalid.", PERSON, "job", "parameter"),
    (400, "InvalidParameter", "No messages found in input", PERSON, "job", "parameter"),
    (400, "InvalidParameter", "messages length only support 1", PERSON, "job", "parameter"),
    (400, "InvalidParameter", "content length only support 2", PERSON, "job", "parameter"),
    (400, "InvalidParameter", "lack of image or text", PERSON, "job", "parameter"),
    (400, "InvalidParameter", "url error, please check url!", OPERATOR, "pool", "protocol"),
    (400, "InvalidParameter", "url error, please check url\uff01", OPERATOR, "pool", "protocol"),
    (400, "InvalidParameter.NotSupportEnableThinking", "The model xxx does not support ...", OPERATOR, "pool", "protocol"),
    (400, "InvalidParameter", "Model not exist.", OPERATOR, "pool", "model-gone"),
    (404, "InvalidParameter", "Model not exist.", OPERATOR, "pool", "model-gone"),
    (404, "ModelNotFound", "Model can not be found.", OPERATOR, "pool", "model-gone"),
    (404, "model_not_found", "The model xxx does not exist or you do not have access to it.", OPERATOR, "pool", "model-gone"),
    (404, "WorkSpaceNotFound", "WorkSpace can not be found.", OPERATOR, "account", "workspace"),
    (404, "NotFound", "Not found!", OPERATOR, "pool", "address"),
    (400, "InvalidParameter.DataInspection", "Unable to download the media resource ...", ANEW, "job", "broke-down"),
    (400, "InvalidParameter.DataInspection", "Download the media resource timed out ...", ANEW, "job", "broke-down"),
    (400, "InvalidParameter.DataInspection", "Failed to find ...", PERSON, "job", "reference-unreadable"),
    (400, "InvalidParameter.DataInspection", "The media format is not supported ...", PERSON, "job", "reference-unreadable"),
    (400, "InvalidURL", "Required URL is missing or invalid, ...", PERSON, "job", "reference-unreadable"),
    (400, "InvalidURL.ConnectionRefused", "Connection to xxx refused, ...", PERSON, "job", "reference-unreadable"),
    (400, "InvalidURL.Timeout", "Download xxx timeout, ...", ANEW, "job", "broke-down"),
    (400, "InvalidImageResolution", "The input image resolution is too large or small.", PERSON, "job", "reference-resolution"),
    (400, "InvalidImage.ImageSize", "", PERSON, "job", "reference-resolution"),
    (400, "InvalidImageFormat", "The input image is in invalid format.", PERSON, "job", "reference-format"),
    (400, "InvalidImage.FileFormat", "", PERSON, "job", "reference-format"),
    (400, "InvalidParameter", "image format error", PERSON, "job", "reference-unreadable"),
    (400, "InvalidParameter", "Invalid image format or corrupted file", PERSON, "job", "reference-unreadable"),
    (400, "InvalidParameter", "read image error.", PERSON, "job", "reference-unreadable"),
    (400, "InvalidParameter", "download image failed", ANEW, "job", "broke-down"),
    (400, "InvalidParameter", "the size of input image is too small or too large.", PERSON, "job", "reference-resolution"),
    (400, "invalid_parameter_error", "The provided URL does not appear to be valid.", PERSON, "job", "parameter"),
    (400, "BadRequest.EmptyInput", "Required input parameter missing from request.", PERSON, "job", "parameter"),
    (400, "BadRequest.EmptyParameters", "", PERSON, "job", "parameter"),
    (400, "BadRequest.EmptyModel", "", PERSON, "job", "parameter"),
    (400, "BadRequest.IllegalInput", "The input parameter requires json format.", PERSON, "job", "parameter"),
    (400, "BadRequest.InputDownloadFailed", "Failed to download the input file: xxx.", ANEW, "job", "broke-down"),
    (400, "BadRequest.TooLarge", "Payload Too Large.", PERSON, "job", "reference-large"),
    (400, "UnsupportedOperation", "Failed to cancel the task, ...", PERSON, "job", "not-cancellable"),
    (409, "Conflict", "", PERSON, "job", "unknown"),
    (429, "Throttling", "Requests throttling triggered.", LATER, "pool", "busy"),
    (429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.", LATER, "pool", "busy"),
    (429, "LimitRequests", "You have exceeded your request limit.", LATER, "pool", "busy"),
    (429, "limit_requests", "You exceeded your current requests list.", LATER, "pool", "busy"),
    (429, "Throttling.BurstRate", "Request rate increased too quickly. ...", LATER, "pool", "busy"),
    (429, "Throttling.Concurrency", "Too many concurrent requests.", LATER, "pool", "busy"),
    (429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit.", LATER, "pool", "busy"),
    (429, "insufficient_quota", "Allocated quota exceeded", LATER, "pool", "busy"),
    (429, "Throttling.AllocationQuota", "Free allocated quota exceeded.", OPERATOR, "pool", "free-tier"),
    (429, "CommodityNotPurchased", "Commodity has not purchased yet.", OPERATOR, "account", "arrears"),
    (429, "PrepaidBillOverdue", "", OPERATOR, "account", "arrears"),
    (429, "PostpaidBillOverdue", "", OPERATOR, "account", "arrears"),
    (500, "InternalError", "An internal error has occured, ...", LATER, "pool", "unwell"),
    (500, "InternalError.Timeout", "An internal timeout error has occured during execution, ...", ANEW, "job", "broke-down"),
    (500, "InternalError.Algo", "inference internal error.", ANEW, "job", "broke-down"),
    (500, "InternalError.FileUpload", "oss upload error.", ANEW, "job", "broke-down"),
    (500, "InternalError.Upload", "Failed to upload result.", ANEW, "job", "broke-down"),
    (500, "SystemError", "", LATER, "pool", "unwell"),
    (500, "ModelServiceFailed", "", LATER, "pool", "unwell"),
    (500, "RequestTimeOut", "", LATER, "pool", "unwell"),
    (500, "RewriteFailed", "", LATER, "pool", "unwell"),
    (500, "ModelServingError", "Too many requests. Your requests are being throttled ...", LATER, "pool", "busy"),
    (503, "ModelServingError", "Too many requests. Your requests are being throttled ...", LATER, "pool", "busy"),
    (503, "ModelUnavailable", "Model is unavailable, please try again later.", LATER, "pool", "unwell"),
    (503, "ServiceUnavailable", "", LATER, "pool", "unwell"),
    (504, "GatewayTimeout", "", LATER, "pool", "unwell"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "code", "message", "treatment", "scope", "text"), DOCUMENTED)
def test_errors__documented(status: int, code: str, message: str, treatment: Treatment, scope: str, text: str) -> None:
    verdict = classify(code, message, status)
    assert (verdict.code, verdict.treatment, verdict.scope, verdict.text_id) == (
        code,
        treatment,
        scope,
        f"upstream-{text}",
    )
    assert (verdict.pause_s > 0) == (treatment in (LATER, ANEW) or text == "address")
    told = treatment is OPERATOR or text in PREVENTABLE
    assert verdict.operator_text_id == (f"upstream-{text}-operator" if told else None)


@pytest.mark.parametrize(("status", "code", "message", "treatment", "scope", "text"), DOCUMENTED)
def test_errors__in_a_task_nothing_is_left_to_retry(
    status: int, code: str, message: str, treatment: Treatment, scope: str, text: str
) -> None:
    # The same code as `output.code`: the task is over, so 'later' can only mean a new task.
    inside = classify(code, message, None)
    assert inside.treatment is (ANEW if treatment is LATER else treatment)


def test_errors__only_one_error_is_about_concurrency() -> None:
    assert {code for status, code, message, *_ in DOCUMENTED if classify(code, message, status).is_concurrency} == {
        "Throttling.Concurrency"
    }


def test_errors__what_proves_that_a_create_was_refused() -> None:
    unclear = {code for status, code, message, *_ in DOCUMENTED if not classify(code, message, status).proves_refusal}
    assert unclear == {
        "InternalError",
        "InternalError.Timeout",
        "InternalError.Algo",
        "InternalError.FileUpload",
        "InternalError.Upload",
        "SystemError",
        "ModelServiceFailed",
        "RequestTimeOut",
        "RewriteFailed",
        "GatewayTimeout",
    }


@pytest.mark.parametrize(
    ("status", "code", "treatment", "text", "proves"),
    [
        (400, "Brand.New", PERSON, "unknown", True),
        (418, "", OPERATOR, "address", True),
        (401, "", OPERATOR, "address", True),
        (403, "", OPERATOR, "address", True),
        (404, "", OPERATOR, "address", True),
        (401, "Brand.New", OPERATOR, "key", True),
        (403, "Brand.New", OPERATOR, "model-access", True),
        (404, "Brand.New", PERSON, "unknown", True),
        (400, "InternalError.New", ANEW, "broke-down", True),
        (500, "InternalError.New", ANEW, "broke-down", False),
        (500, "DataInspectionFailed", PERSON, "moderation-either", False),
        (200, "DataInspectionFailed", PERSON, "moderation-either", True),
        (200, "Brand.New", PERSON, "unknown", False),
        (413, "", PERSON, "reference-large", True),
        (408, "", LATER, "unwell", True),
        (429, "", LATER, "busy", True),
        (429, "Throttling.New", LATER, "busy", True),
        (500, "Brand.New", LATER, "unwell", False),
        (502, "", LATER, "unwell", False),
        (503, "", LATER, "unwell", False),
        (504, "", LATER, "unwell", False),
        (302, "", OPERATOR, "address", True),
        (None, "Brand.New", PERSON, "unknown", True),
        (None, "", PERSON, "unknown", True),
        (None, "InternalError.New", ANEW, "broke-down", False),
        (400, "InvalidParameter.New", PERSON, "parameter", True),
        (400, "InvalidImage.New", PERSON, "reference-format", True),
        (400, "DataInspectionFailed.New", PERSON, "moderation-either", True),
    ],
)
def test_errors__undocumented(status: int | None, code: str, treatment: Treatment, text: str, proves: bool) -> None:
    verdict = classify(code, "", status)
    assert (verdict.treatment, verdict.text_id, verdict.proves_refusal) == (treatment, f"upstream-{text}", proves)
    assert verdict.code
    if text == "unknown":
        assert verdict.operator_text_id == "upstream-unknown-operator"


@given(st.text(max_size=40), st.text(max_size=80), st.none() | st.integers(100, 599))
def test_errors__anything_gets_a_verdict(code: str, message: str, status: int | None) -> None:
    verdict = classify(code, message, status)
    assert verdict.code
    assert (verdict.treatment is OPERATOR) <= (verdict.operator_text_id is not None)
