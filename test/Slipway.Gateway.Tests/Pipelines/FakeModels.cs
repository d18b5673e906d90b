using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Gateway.Calling;

namespace Slipway.Gateway.Tests.Pipelines;

/// <summary>Models that answer as a test says, and remember what they were asked.</summary>
internal sealed class FakeModels : IModelCaller
{
    private readonly Dictionary<string, Func<ModelCall, CancellationToken, Task<ModelAnswer>>> _models = [];

    public ConcurrentQueue<ModelCall> Calls { get; } = [];

    public FakeModels Answers(string model, string json, int status = 200) =>
        Answers(model, (_, _) => Task.FromResult(Answer(json, status)));

    public FakeModels Answers(string model, Func<ModelCall, CancellationToken, Task<ModelAnswer>> answer)
    {
        _models[model] = answer;
        return this;
    }

    /// <summary>Gives back what it was asked with, under a name.</summary>
    public FakeModels Echoes(string model) =>
        Answers(model, (call, _) => Task.FromResult(Answer($$"""{"{{model}}":{{Text(call.Body)}}}""")));

    public Task<ModelAnswer> CallAsync(ModelCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Calls.Enqueue(call);
        return _models.TryGetValue(call.Model, out var model)
            ? model(call, cancellationToken)
            : Task.FromResult(Answer("""{"error":"There is no model of this name."}""", 404));
    }

    public static ModelAnswer Answer(string json, int status = 200) =>
        new()
        {
            Status = status,
            ContentType = "application/json",
            Body = Encoding.UTF8.GetBytes(json),
        };

    public string BodyOf(string model) => Text(Calls.Single(call => call.Model == model).Body);

    public JsonNode? JsonOf(string model) => JsonNode.Parse(BodyOf(model));

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}
