namespace Slipway.Gateway.Calling;

/// <summary>A request to a model. <see cref="System.Diagnostics.Activity.Current"/> goes along as its trace.</summary>
internal sealed record ModelCall
{
    /// <summary>The name of a model, or of a pipeline.</summary>
    public required string Model { get; init; }

    /// <summary>The whole path at the replica, its names escaped: <c>/models/ner</c>, <c>/v2/models/ner/infer</c>.</summary>
    public required string Path { get; init; }

    public HttpMethod Method { get; init; } = HttpMethod.Post;

    public string ContentType { get; init; } = "application/json";

    /// <summary>Not changed by anybody until the call has ended.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// Of the caller's own request, or made for this one; they are sent, and the split of traffic goes by them
    /// (<see cref="Deployment.Manifest.TrafficConfig.Sticky"/>, <see cref="Deployment.Manifest.TrafficConfig.Routes"/>).
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>What is left for the whole of it; the service's own time-out ends it as well. The replica is told.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Default 64 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>The typed API: JSON in, JSON out.</summary>
    public static ModelCall Typed(string model, ReadOnlyMemory<byte> body) =>
        new()
        {
            Model = model,
            Path = "/models/" + Uri.EscapeDataString(model),
            Body = body,
        };

    /// <summary>Open Inference V2 in JSON.</summary>
    public static ModelCall Infer(string model, ReadOnlyMemory<byte> body) =>
        new()
        {
            Model = model,
            Path = $"/v2/models/{Uri.EscapeDataString(model)}/infer",
            Body = body,
        };
}
