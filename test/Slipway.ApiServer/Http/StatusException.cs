using System.Text.Json.Nodes;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Http;

/// <summary>A request that fails, as the <c>Status</c> object that the API conventions prescribe.</summary>
/// <param name="code">The HTTP status.</param>
/// <param name="reason">The machine-readable reason, such as <c>NotFound</c>.</param>
public sealed class StatusException(int code, string reason, string message, JsonObject? details = null)
    : Exception(message)
{
    public int Code => code;

    public string Reason => reason;

    public JsonObject? Details => details;

    /// <summary>The seconds after which it may be tried again; null where the status says nothing of it.</summary>
    public int? RetryAfterSeconds => (int?)details?["retryAfterSeconds"];

    /// <summary>What a list answers whose token has expired: where to go on, at the price of consistency.</summary>
    public string? Continue { get; init; }

    public static StatusException NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind.GroupResource} \"{name}\" not found", About(kind, name));

    public static StatusException NoSuchPath() =>
        new(404, "NotFound", "the server could not find the requested resource");

    public static StatusException AlreadyExists(ResourceKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.GroupResource} \"{name}\" already exists", About(kind, name));

    public static StatusException Conflict(ResourceKind kind, string name, string why) =>
        new(
            409,
            "Conflict",
            $"Operation cannot be fulfilled on {kind.GroupResource} \"{name}\": {why}",
            About(kind, name)
        );

    public static StatusException Stale(ResourceKind kind, string name) =>
        Conflict(
            kind,
            name,
            "the object has been modified; please apply your changes to the latest version and try again"
        );

    public static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static StatusException Forbidden(ResourceKind kind, string name, string why) =>
        new(403, "Forbidden", $"{kind.GroupResource} \"{name}\" is forbidden: {why}", About(kind, name));

    public static StatusException Expired(string message) => new(410, "Expired", message);

    public static StatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public static StatusException UnsupportedMediaType(string type) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - media type {type}");

    public static StatusException TooManyRequests(string message, int seconds) =>
        new(429, "TooManyRequests", message, new JsonObject { ["retryAfterSeconds"] = seconds });

    /// <summary>A refusal by validation; each cause names its field.</summary>
    public static StatusException Invalid(ResourceKind kind, string name, IReadOnlyList<FieldCause> causes)
    {
        var text = causes.Count == 1 ? causes[0].ToString() : $"[{string.Join(", ", causes)}]";
        var details = new JsonObject
        {
            ["name"] = name,
            ["group"] = kind.Group,
            ["kind"] = kind.Kind,
            ["causes"] = new JsonArray([.. causes.Select(cause => (JsonNode)cause.ToJson())]),
        };
        return new(422, "Invalid", $"{kind.Kind}.{kind.Group} \"{name}\" is invalid: {text}", details);
    }

    public JsonObject ToJson()
    {
        var metadata = new JsonObject();
        if (Continue is not null)
            metadata["continue"] = Continue;
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["status"] = "Failure",
            ["message"] = Message,
            ["reason"] = reason,
            ["code"] = code,
        };
        if (details is not null)
            status["details"] = details.DeepClone();
        return status;
    }

    private static JsonObject About(ResourceKind kind, string name) =>
        new()
        {
            ["name"] = name,
            ["group"] = kind.Group,
            ["kind"] = kind.Plural,
        };
}
