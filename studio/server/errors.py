"""The service's errors: HTTP status, code and message, as documented or as seen on the real service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiError:
    """An error of the service; `status` is the HTTP status of a refused request.

    Failed tasks and failed items carry the same codes and messages, without an HTTP status.
    """

    status: int
    code: str
    message: str


class ApiRefusal(Exception):
    """Ends the handling of a request with `{"code", "message", "request_id"}`."""

    def __init__(self, refusal: ApiError) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


NO_KEY = ApiError(401, "InvalidApiKey", "No API-key provided.")
WRONG_KEY = ApiError(401, "InvalidApiKey", "Invalid API-key provided.")
SYNCHRONOUS = ApiError(403, "AccessDenied", "current user api does not support synchronous calls")
ASYNCHRONOUS = ApiError(403, "AccessDenied", "current user api does not support asynchronous calls")
RATE = ApiError(429, "Throttling.RateQuota", "Requests rate limit exceeded, please try again later.")
CONCURRENCY = ApiError(429, "Throttling.Concurrency", "Too many concurrent requests.")
NOT_PENDING = ApiError(
    400, "UnsupportedOperation", "Failed to cancel the task, please confirm if the task is in PENDING status."
)
BODY_INVALID = ApiError(400, "InvalidParameter", "Required body invalid, please check the request body format.")
TOO_LARGE = ApiError(400, "BadRequest.TooLarge", "Payload Too Large.")
NO_MODEL = ApiError(400, "BadRequest.EmptyModel", 'Required parameter "model" missing from request.')
NO_INPUT = ApiError(400, "BadRequest.EmptyInput", "Required input parameter missing from request.")
ILLEGAL_INPUT = ApiError(400, "BadRequest.IllegalInput", "The input parameter requires json format.")
# Seen live with 404; the documentation lists the same body under 400.
MODEL_UNKNOWN = ApiError(404, "InvalidParameter", "Model not exist.")
WRONG_ENDPOINT = ApiError(400, "InvalidParameter", "url error, please check url！")
STYLE_INVALID = ApiError(400, "InvalidParameter", "The style is invalid.")
INPUT_INSPECTION = ApiError(400, "DataInspectionFailed", "Input data may contain inappropriate content.")
OUTPUT_INSPECTION = ApiError(400, "DataInspectionFailed", "Output data may contain inappropriate content.")
MEDIA_NOT_FOUND = ApiError(
    400,
    "InvalidParameter.DataInspection",
    "Failed to find the requested media resource during the data inspection process",
)
MEDIA_UNREADABLE = ApiError(
    400,
    "InvalidParameter.DataInspection",
    "The media format is not supported or incorrect for the data inspection.",
)
URL_INVALID = ApiError(400, "InvalidURL", "The request URL is invalid, make sure the url is correct and is an image.")
IMAGE_FORMAT = ApiError(400, "InvalidImageFormat", "The input image is in invalid format.")
IMAGE_RESOLUTION = ApiError(400, "InvalidImageResolution", "The input image resolution is too large or small.")
IMAGE_BYTES = ApiError(400, "InvalidImage.ImageSize", "The input image size is too large.")
SIZE_INVALID = ApiError(400, "InvalidParameter", "The size is invalid.")
# Of the message protocol.
NO_MESSAGES = ApiError(400, "InvalidParameter", "No messages found in input")
SEVERAL_MESSAGES = ApiError(400, "InvalidParameter", "messages length only support 1")
IMAGE_OR_TEXT_MISSING = ApiError(400, "InvalidParameter", "lack of image or text")
IMAGE_STRING = ApiError(400, "InvalidParameter", "image format error")
IMAGE_CORRUPT = ApiError(400, "InvalidParameter", "Invalid image format or corrupted file")
IMAGE_SIZE = ApiError(400, "InvalidParameter", "the size of input image is too small or too large.")
DOWNLOAD_FAILED = ApiError(400, "InvalidParameter", "download image failed")
DATA_URI_BYTES = ApiError(400, "InvalidParameter", "Exceeded limit on max bytes per data-uri item : 10485760")
ONE_PICTURE = ApiError(400, "InvalidParameter", "num_images_per_prompt must be 1")
# What the service says to these is not documented.
SEVERAL_TEXTS = ApiError(400, "InvalidParameter", "text length only support 1")
AGENT_WITH_IMAGES = ApiError(400, "InvalidParameter", "prompt_extend_mode agent does not support image input")
NO_STREAM = ApiError(400, "InvalidParameter", "The model does not support stream output for this request.")
INTERLEAVE_NOT_SERVED = ApiError(400, "InvalidParameter", "enable_interleave is not served by the studio.")
ALGORITHM = ApiError(500, "InternalError.Algo", "inference internal error.")
TIMED_OUT = ApiError(
    500,
    "InternalError.Timeout",
    "An internal timeout error has occured during execution, please try again later or contact service support.",
)
SYNC_TIMED_OUT = ApiError(500, "RequestTimeOut", "Request timed out, please try again later.")
INTERNAL = ApiError(
    500, "InternalError", "An internal error has occured, please try again later or contact service support."
)
NOT_FOUND = ApiError(404, "NotFound", "Not found!")

_OTHERS = (
    ApiError(403, "AccessDenied", "Access denied."),
    ApiError(
        403,
        "AccessDenied.Unpurchased",
        "Access to model denied. Please make sure you are eligible for using the model.",
    ),
    ApiError(403, "Model.AccessDenied", "Model access denied."),
    ApiError(403, "Workspace.AccessDenied", "Workspace access denied."),
    ApiError(403, "Endpoint.AccessDenied", "Workspace endpoint access denied."),
    ApiError(
        403,
        "AllocationQuota.FreeTierOnly",
        "The free tier of the model has been exhausted. If you wish to continue access the model on a paid basis, "
        'please disable the "use free tier only" mode in the management console.',
    ),
    ApiError(400, "Arrearage", "Access denied, please make sure your account is in good standing."),
    ApiError(400, "IPInfringementSuspect", "Input data is suspected of being involved in IP infringement."),
    ApiError(400, "CustomRoleBlocked", "Input or output data may contain inappropriate content with custom rule."),
    ApiError(400, "InvalidURL.Timeout", "Download timeout, please check network connection."),
    ApiError(404, "ModelNotFound", "Model can not be found."),
    ApiError(429, "Throttling", "Requests throttling triggered."),
    ApiError(
        429,
        "Throttling.BurstRate",
        "Request rate increased too quickly. To ensure system stability, please adjust your client logic to scale "
        "requests more smoothly over time.",
    ),
    ApiError(429, "Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit."),
    ApiError(429, "CommodityNotPurchased", "Commodity has not purchased yet."),
    ApiError(429, "PrepaidBillOverdue", "The prepaid bill is overdue."),
    ApiError(429, "PostpaidBillOverdue", "The postpaid bill is overdue."),
    ApiError(500, "InternalError.FileUpload", "oss upload error."),
    ApiError(500, "InternalError.Upload", "Failed to upload result."),
    ApiError(500, "SystemError", "An system error has occured, please try again later."),
    ApiError(500, "ModelServiceFailed", "Failed to request model service."),
    ApiError(500, "RewriteFailed", "Failed to rewrite content for prompt."),
    ApiError(
        503,
        "ModelServingError",
        "Too many requests. Your requests are being throttled due to system capacity limits. Please try again later.",
    ),
    ApiError(503, "ModelUnavailable", "Model is unavailable, please try again later."),
    ApiError(503, "ServiceUnavailable", "Service is unavailable, please try again later."),
    ApiError(504, "GatewayTimeout", "Gateway timeout."),
)

BY_CODE: dict[str, ApiError] = {
    refusal.code: refusal
    for refusal in (
        *_OTHERS,
        WRONG_KEY,
        RATE,
        CONCURRENCY,
        INPUT_INSPECTION,
        URL_INVALID,
        IMAGE_FORMAT,
        IMAGE_RESOLUTION,
        MEDIA_NOT_FOUND,
        ALGORITHM,
        TIMED_OUT,
        SYNC_TIMED_OUT,
        INTERNAL,
        NOT_FOUND,
        BODY_INVALID,
        NOT_PENDING,
    )
}
"""Errors that a fault can name by their code alone."""


def failure(code: str, message: str) -> ApiError:
    """The error of a task that failed, as the answer to a creation that waited for it."""
    known = BY_CODE.get(code)
    return ApiError(known.status if known else 500, code, message)


def missing(parameter: str) -> ApiError:
    """The error for a parameter that is absent or of the wrong type."""
    return ApiError(
        400,
        "InvalidParameter",
        f"Required parameter({parameter}) missing or invalid, please check the request parameters.",
    )


def out_of_range(parameter: str, low: float, high: float) -> ApiError:
    """The error for a number outside its range; the wording was seen on the real service for `n`."""
    return ApiError(400, "InvalidParameter", f"Range of {parameter} should be [{low:g}, {high:g}]")
