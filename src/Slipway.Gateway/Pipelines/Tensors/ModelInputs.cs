using System.Collections.Concurrent;
using System.Text.Json;
using Slipway.Gateway.Calling;

namespace Slipway.Gateway.Pipelines.Tensors;

/// <summary>What models take, asked once and kept until a model refuses what follows from it. Thread-safe.</summary>
internal sealed class ModelInputs(IModelCaller models)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, ModelInput>> _kept = new(
        StringComparer.Ordinal
    );

    /// <returns>Inputs by name, or the answer where it is a refusal.</returns>
    /// <exception cref="JsonException">The model's metadata is none.</exception>
    public async Task<(IReadOnlyDictionary<string, ModelInput>? Inputs, ModelAnswer? Refusal)> OfAsync(
        ModelCall call,
        CancellationToken cancellationToken
    )
    {
        if (_kept.TryGetValue(call.Model, out var kept))
            return (kept, null);
        var answer = await models.CallAsync(
            call with
            {
                Method = HttpMethod.Get,
                Path = "/v2/models/" + Uri.EscapeDataString(call.Model),
                Body = default,
            },
            cancellationToken
        );
        if (!answer.IsSuccess)
            return (null, answer);
        var inputs = ModelInput.ReadAll(answer.Body);
        if (_kept.Count < MostKept)
            _kept[call.Model] = inputs;
        return (inputs, null);
    }

    /// <summary>A new revision may take other tensors.</summary>
    public void Forget(string model) => _kept.TryRemove(model, out _);
}
