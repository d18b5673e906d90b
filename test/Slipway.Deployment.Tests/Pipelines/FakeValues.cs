using System.Text.Json;
using Slipway.Deployment.Pipelines;

namespace Slipway.Deployment.Tests.Pipelines;

/// <summary>Values as texts of JSON.</summary>
internal sealed class FakeValues : IPipelineValues
{
    public JsonElement Request { get; init; } = Json("{}");

    public JsonElement Response { get; init; }

    public JsonElement Failed { get; init; } = Json("[]");

    public Dictionary<string, JsonElement> Steps { get; init; } = [];

    public JsonElement Step(string name) => Steps.GetValueOrDefault(name);

    public static JsonElement Json(string text) => JsonElement.Parse(text);
}
