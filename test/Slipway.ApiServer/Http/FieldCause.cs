using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Http;

/// <summary>One reason of a refusal, at one field.</summary>
/// <param name="Reason">As the API names it: <c>FieldValueInvalid</c>, <c>FieldValueRequired</c>, …</param>
public sealed record FieldCause(string Reason, string Field, string Message)
{
    public static FieldCause Invalid(string field, string value, string why) =>
        new("FieldValueInvalid", field, $"Invalid value: {value}: {why}");

    public static FieldCause Required(string field, string why = "") =>
        new("FieldValueRequired", field, why.Length == 0 ? "Required value" : $"Required value: {why}");

    public static FieldCause Forbidden(string field, string why) =>
        new("FieldValueForbidden", field, $"Forbidden: {why}");

    public static FieldCause TypeInvalid(string field, string value, string why) =>
        new("FieldValueTypeInvalid", field, $"Invalid value: {value}: {why}");

    public static FieldCause NotSupported(string field, string value, IEnumerable<string> supported) =>
        new(
            "FieldValueNotSupported",
            field,
            $"Unsupported value: {value}: supported values: {string.Join(", ", supported)}"
        );

    public JsonObject ToJson() =>
        new()
        {
            ["reason"] = Reason,
            ["message"] = Message,
            ["field"] = Field,
        };

    public override string ToString() => $"{Field}: {Message}";
}
