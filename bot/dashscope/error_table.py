"""The service's documented errors, one row each, with our verdict.

Rows with a `fragment` apply only if the message contains it, and go before the row of the same code without one.
`status` are the HTTP statuses: the documented one, then observed ones. They are not used to tell rows apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.upstream.verdict import BUSY_TEXT, NO_PICTURE_TEXT, Scope, Treatment, Verdict

_LATER = Treatment.RETRY_LATER
_PERSON = Treatment.TELL_PERSON
_OPERATOR = Treatment.TELL_OPERATOR
_NEW_TASK = Treatment.NEW_TASK_ONCE


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """One documented error; see `Verdict` for what the columns mean."""

    status: tuple[int, ...]
    code: str
    fragment: str
    treatment: Treatment
    text_id: str
    scope: Scope = "job"
    pause_s: float = 0.0
    is_concurrency: bool = False
    operator: bool = False
    proves_refusal: bool = True

    def verdict(self, code: str) -> Verdict:
        """The verdict on an error that was spelt `code`."""
        return Verdict(
            code=code,
            treatment=self.treatment,
            text_id=self.text_id,
            scope=self.scope,
            pause_s=self.pause_s,
            is_concurrency=self.is_concurrency,
            operator_text_id=f"{self.text_id}-operator" if self.operator else None,
            proves_refusal=self.proves_refusal,
        )


def _busy(
    status: tuple[int, ...], code: str, pause_s: float, fragment: str = "", *, concurrency: bool = False
) -> ErrorRow:
    """Rate limited: documented as a refusal, so the request is sent again after a pause of the pool."""
    return ErrorRow(status, code, fragment, _LATER, BUSY_TEXT, "pool", pause_s, is_concurrency=concurrency)


def _out_of_order(status: tuple[int, ...], code: str, pause_s: float, *, proves_refusal: bool = False) -> ErrorRow:
    """The service failed. As the answer to a create, a 500 does not say how far the request had got."""
    return ErrorRow(status, code, "", _LATER, "upstream-unwell", "pool", pause_s, proves_refusal=proves_refusal)


def _broke_down(status: tuple[int, ...], code: str, fragment: str = "") -> ErrorRow:
    """The task broke down upstream through no fault of the request."""
    # A 4xx says that the request was checked and refused; a 500 does not.
    refused = status[0] < 500
    return ErrorRow(status, code, fragment, _NEW_TASK, "upstream-broke-down", pause_s=5.0, proves_refusal=refused)


def _person(
    status: tuple[int, ...], code: str, text_id: str, fragment: str = "", *, operator: bool = False
) -> ErrorRow:
    return ErrorRow(status, code, fragment, _PERSON, text_id, operator=operator)


def _wrong_address(code: str = "") -> ErrorRow:
    """Not the service: a wrong base URL, a proxy, a captive portal. All requests wait until that is fixed."""
    return ErrorRow((404,), code, "", _OPERATOR, "upstream-address", "pool", 5.0, operator=True)


def _operator(status: tuple[int, ...], code: str, text_id: str, scope: Scope, fragment: str = "") -> ErrorRow:
    return ErrorRow(status, code, fragment, _OPERATOR, text_id, scope, operator=True)


def _unforeseen(code: str, text_id: str, fragment: str = "") -> ErrorRow:
    """What our catalogue, our images or our client should have prevented: the operator is told, too."""
    return _person((400,), code, text_id, fragment, operator=True)


def _moderation(code: str) -> tuple[ErrorRow, ...]:
    """One error under both of its codes: services that follow OpenAI's style spell it in lower case."""
    return (
        # An image over 10 MB, sent or painted, is not inspected.
        _person((400,), code, "upstream-inspection-size", _NOT_INSPECTED),
        _person((400,), code, "upstream-moderation-image", _IMAGE_REFUSED),
        _person((400,), code, "upstream-moderation-either", "Input or output data"),
        _person((400,), code, "upstream-moderation-output", "Output "),
        _person((400,), code, "upstream-moderation-reference", "Input image"),
        _person((400,), code, "upstream-moderation-prompt", "Input text"),
        # Plain 'Input data' does not say whether the prompt or the reference was refused.
        _person((400,), code, "upstream-moderation-input", "Input "),
        _person((400,), code, "upstream-moderation-either"),
    )


_NOT_INSPECTED = "image size is not supported for the data inspection"
_IMAGE_REFUSED = "image content does not comply"


ROWS: tuple[ErrorRow, ...] = (
    # --- the key, the account, the model ---
    _operator((401,), "InvalidApiKey", "upstream-key", "account"),
    _operator((401,), "invalid_api_key", "upstream-key", "account"),
    _operator((401,), "NOT AUTHORIZED", "upstream-workspace", "account"),
    _operator((403,), "Workspace.AccessDenied", "upstream-workspace", "account"),
    _operator((404,), "WorkSpaceNotFound", "upstream-workspace", "account"),
    _wrong_address("NotFound"),
    _operator((400,), "Arrearage", "upstream-arrears", "account"),
    _operator((429,), "CommodityNotPurchased", "upstream-arrears", "account"),
    _operator((429,), "PrepaidBillOverdue", "upstream-arrears", "account"),
    _operator((429,), "PostpaidBillOverdue", "upstream-arrears", "account"),
    _operator((403,), "AllocationQuota.FreeTierOnly", "upstream-free-tier", "pool"),
    _operator((429,), "Throttling.AllocationQuota", "upstream-free-tier", "pool", "Free allocated quota exceeded"),
    # An expired upload policy is not about the account. `upload` requests a new one by itself.
    ErrorRow((403,), "AccessDenied", "Policy expired", _LATER, "upstream-unwell", "job", 1.0),
    # Not about access: the model has tasks only, or none. Every request to it would be refused alike.
    _operator((403,), "AccessDenied", "upstream-protocol", "pool", "does not support synchronous calls"),
    _operator((403,), "AccessDenied", "upstream-protocol", "pool", "does not support asynchronous calls"),
    _operator((403,), "AccessDenied", "upstream-model-access", "pool"),
    _operator((403,), "AccessDenied.Unpurchased", "upstream-model-access", "pool"),
    _operator((403,), "Model.AccessDenied", "upstream-model-access", "pool"),
    _operator((403,), "Endpoint.AccessDenied", "upstream-model-gone", "pool"),
    _operator((404,), "ModelNotFound", "upstream-model-gone", "pool"),
    _operator((404,), "model_not_found", "upstream-model-gone", "pool"),
    _operator((404,), "Model.NotExist", "upstream-model-gone", "pool"),
    _operator((404, 400), "InvalidParameter", "upstream-model-gone", "pool", "Model not exist"),
    # The model is served at another endpoint, or does not take a parameter that each of its requests has. (The message
    # ends in an exclamation mark, which may be a full-width one.)
    _operator((400,), "InvalidParameter", "upstream-protocol", "pool", "url error, please check url"),
    _operator((400,), "InvalidParameter.NotSupportEnableThinking", "upstream-protocol", "pool"),
    # --- moderation ---
    *_moderation("DataInspectionFailed"),
    *_moderation("data_inspection_failed"),
    _person((400,), "InvalidParameter", "upstream-inspection-size", _NOT_INSPECTED),
    _person((400,), "InvalidParameter.DataInspection", "upstream-inspection-size", _NOT_INSPECTED),
    _person((400,), "InvalidParameter", "upstream-moderation-image", _IMAGE_REFUSED),
    _person((400,), "IPInfringementSuspect", "upstream-infringement"),
    _person((400,), "CustomRoleBlocked", "upstream-rule"),
    _person((400,), "FaqRuleBlocked", "upstream-rule"),
    # --- the reference image: it was decoded and encoded again here, so the operator is told of all but downloads ---
    _broke_down((400,), "InvalidParameter.DataInspection", "download"),
    _broke_down((400,), "InvalidParameter.DataInspection", "timed out"),
    _unforeseen("InvalidParameter.DataInspection", "upstream-reference-unreadable"),
    _unforeseen("InvalidURL", "upstream-reference-unreadable"),
    _unforeseen("InvalidURL.ConnectionRefused", "upstream-reference-unreadable"),
    _broke_down((400,), "InvalidURL.Timeout"),
    _unforeseen("InvalidImageResolution", "upstream-reference-resolution"),
    _unforeseen("InvalidImage.ImageSize", "upstream-reference-resolution"),
    _unforeseen("InvalidImageFormat", "upstream-reference-format"),
    _unforeseen("InvalidImage.FileFormat", "upstream-reference-format"),
    _broke_down((400,), "BadRequest.InputDownloadFailed"),
    _unforeseen("BadRequest.TooLarge", "upstream-reference-large"),
    _broke_down((400,), "InvalidParameter", "download image failed"),
    _unforeseen("InvalidParameter", "upstream-reference-resolution", "size of input image is too small or too large"),
    _unforeseen("InvalidParameter", "upstream-reference-unreadable", "image format error"),
    _unforeseen("InvalidParameter", "upstream-reference-unreadable", "Invalid image format or corrupted file"),
    _unforeseen("InvalidParameter", "upstream-reference-unreadable", "read image error"),
    # --- what our catalogue or client should have prevented ---
    _unforeseen("InvalidParameter", "upstream-number", "Range of n should be"),
    _unforeseen("InvalidParameter", "upstream-number", "num_images_per_prompt must be"),
    _unforeseen("InvalidParameter", "upstream-size", "match the allowed size"),
    _unforeseen("InvalidParameter", "upstream-size", "width or height should be"),
    # The rest, among it a message without text, with several, or without an image where the model needs one.
    _unforeseen("InvalidParameter", "upstream-parameter"),
    _unforeseen("invalid_parameter_error", "upstream-parameter"),
    _unforeseen("BadRequest.EmptyInput", "upstream-parameter"),
    _unforeseen("BadRequest.EmptyParameters", "upstream-parameter"),
    _unforeseen("BadRequest.EmptyModel", "upstream-parameter"),
    _unforeseen("BadRequest.IllegalInput", "upstream-parameter"),
    _person((409,), "Conflict", "upstream-unknown", operator=True),
    _person((400,), "UnsupportedOperation", "upstream-not-cancellable"),
    # --- rate limits: 429 ---
    _busy((429,), "Throttling", 5.0),
    _busy((429,), "Throttling.RateQuota", 2.0),
    _busy((429,), "LimitRequests", 2.0),
    _busy((429,), "limit_requests", 2.0),
    _busy((429,), "Throttling.BurstRate", 10.0),
    _busy((429,), "Throttling.Concurrency", 5.0, concurrency=True),
    # The vendor: usually over within a minute.
    _busy((429,), "Throttling.AllocationQuota", 60.0),
    _busy((429,), "insufficient_quota", 60.0),
    _busy((500, 503), "ModelServingError", 15.0),
    # --- the service failed ---
    _out_of_order((503,), "ModelUnavailable", 30.0, proves_refusal=True),
    _out_of_order((503,), "ServiceUnavailable", 15.0, proves_refusal=True),
    _out_of_order((504,), "GatewayTimeout", 15.0),
    _out_of_order((500,), "InternalError", 10.0),
    _out_of_order((500,), "SystemError", 10.0),
    _out_of_order((500,), "ModelServiceFailed", 10.0),
    # The end of a synchronous call that took too long. That the service stopped painting is not documented.
    _out_of_order((500,), "RequestTimeOut", 10.0),
    _out_of_order((500,), "RewriteFailed", 5.0),
    _broke_down((500,), "InternalError.Timeout"),
    _broke_down((500,), "InternalError.Algo"),
    _broke_down((500,), "InternalError.FileUpload"),
    _broke_down((500,), "InternalError.Upload"),
)

# For unknown codes: the part before the first dot decides, where all known codes of that family mean the same.
FAMILIES: tuple[ErrorRow, ...] = (
    _busy((429,), "Throttling", 10.0),
    _broke_down((500,), "InternalError"),
    _person((400,), "DataInspectionFailed", "upstream-moderation-either"),
    _unforeseen("InvalidImage", "upstream-reference-format"),
    _unforeseen("InvalidParameter", "upstream-parameter"),
    _unforeseen("BadRequest", "upstream-parameter"),
)

# For codes of no known family: the HTTP status. (Answers without a code are below.)
BY_STATUS: dict[int, ErrorRow] = {
    # An unknown code may be about this one request: the account is not suspended, its pool pauses and tries other jobs.
    401: ErrorRow((401,), "", "", _OPERATOR, "upstream-key", "pool", 5.0, operator=True),
    403: ErrorRow((403,), "", "", _OPERATOR, "upstream-model-access", "pool", 5.0, operator=True),
    413: _person((413,), "", "upstream-reference-large", operator=True),
    429: _busy((429,), "", 10.0),
    # The documented 503s have codes. One without comes from a gateway, and gateways (the service shows Envoy's headers)
    # also answer 503 when the connection behind them broke after the request had been forwarded.
    503: _out_of_order((503,), "", 15.0),
    408: _out_of_order((408,), "", 5.0, proves_refusal=True),
}
# A 4xx without the service's own error: the request never reached it. Three statuses explain themselves.
NOT_THE_SERVICE = _wrong_address()
SELF_EXPLANATORY_STATUSES = (408, 413, 429)
OTHER_4XX = _person((400,), "", "upstream-unknown", operator=True)
OTHER_5XX = _out_of_order((500,), "", 10.0)
# Only a wrong base URL or a proxy redirects; nothing was accepted.
REDIRECTED = _wrong_address()
# SUCCEEDED, with a result that has neither a URL nor an error. It may have been billed: no new task by itself.
NO_PICTURE = _person((200,), "", NO_PICTURE_TEXT, operator=True)
