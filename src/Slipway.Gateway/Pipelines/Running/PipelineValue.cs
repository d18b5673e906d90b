using System.Text.Json;
using Slipway.Deployment.Pipelines;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>
/// JSON that came in, came back from a step, or was made of such. It is put together when its bytes are first asked for, and
/// read when its members are: most values are only handed on. Thread-safe, immutable.
/// </summary>
internal sealed class PipelineValue
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = PipelineJson.MaxDepth };

    private readonly Lazy<ReadOnlyMemory<byte>> _json;
    private readonly Lazy<JsonElement> _element;

    private PipelineValue(Lazy<ReadOnlyMemory<byte>> json, Lazy<JsonElement> element, bool isCallers)
    {
        _json = json;
        _element = element;
        IsCallers = isCallers;
    }

    /// <summary>UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;

    public JsonElement Element => _element.Value;

    /// <summary>It has nothing in it but what the caller sent.</summary>
    public bool IsCallers { get; }

    public static PipelineValue Of(JsonElement element, ReadOnlyMemory<byte> json, bool isCallers) =>
        new(new Lazy<ReadOnlyMemory<byte>>(json), new Lazy<JsonElement>(element), isCallers);

    /// <param name="json">Is valid.</param>
    /// <param name="isCallers">It has nothing in it but what the caller sent.</param>
    public static PipelineValue Of(ReadOnlyMemory<byte> json, bool isCallers) =>
        new(new Lazy<ReadOnlyMemory<byte>>(json), new Lazy<JsonElement>(() => Read(json)), isCallers);

    /// <param name="make">Gives valid JSON.</param>
    public static PipelineValue Later(Func<ReadOnlyMemory<byte>> make)
    {
        var json = new Lazy<ReadOnlyMemory<byte>>(make);
        return new PipelineValue(json, new Lazy<JsonElement>(() => Read(json.Value)), isCallers: false);
    }

    // The bytes are not the pool's, and nothing is given back to it: what is read lives as long as somebody refers to it.
    private static JsonElement Read(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Reading).RootElement;
}
