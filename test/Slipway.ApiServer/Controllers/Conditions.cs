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

    public static JsonObject? Find(JsonNode? status, string type) =>
        status.Objects("conditions").FirstOrDefault(entry => entry.Text("type") == type);

    public static bool IsTrue(JsonNode? status, string type) => Find(status, type).Text("status") == "True";
}
