using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;

namespace Slipway.ApiServer.Controllers;

/// <summary>Conditions of a status, one of each type.</summary>
internal static class Conditions
{
    /// <summary>Sets a condition; the time of its transition moves with its status alone.</summary>
    public static void Set(JsonObject status, string type, string value, string reason, string message, string moment)
    {
        if (status["conditions"] is not JsonArray list)
            status["conditions"] = list = [];
        var condition = list.OfType<JsonObject>().FirstOrDefault(entry => entry.Text("type") == type);
        if (condition is null)
            list.Add(condition = new JsonObject { ["type"] = type });
        if (condition.Text("status") != value)
            condition["lastTransitionTime"] = moment;
        condition["status"] = value;
        condition["reason"] = reason;
        condition["message"] = message;
    }

    /// <summary>A condition that is there while there is something to say.</summary>
    public static void SetOrRemove(JsonObject status, string type, string reason, string? message, string moment)
    {
        if (message is not null)
            Set(status, type, "True", reason, message, moment);
        else if (
            status["conditions"] is JsonArray list
            && list.RemoveAll(entry => entry.Text("type") == type) > 0
            && list.Count == 0
        )
            status.Remove("conditions");
    }

    public static JsonObject? Find(JsonNode? status, string type) =>
        status.Objects("conditions").FirstOrDefault(entry => entry.Text("type") == type);

    public static bool IsTrue(JsonNode? status, string type) => Find(status, type).Text("status") == "True";
}
