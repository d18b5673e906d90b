using System.Collections.Frozen;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.Serving.Tasks;

/// <summary>The typed model of a loaded version, or why it has none.</summary>
/// <param name="Model">Null where it has none.</param>
/// <param name="Problem">Why not, where a task was recognised and could not be set up; else null.</param>
internal readonly record struct TypedSide(ITypedModel? Model, string? Problem = null)
{
    /// <summary>Requests that the task made of its example: who loads the version disposes them.</summary>
    public IReadOnlyList<InferenceRequest> Samples { get; init; } = [];

    public IReadOnlyDictionary<string, PaddingConfig> Padding =>
        Model?.Padding ?? FrozenDictionary<string, PaddingConfig>.Empty;

    /// <exception cref="ServingException">Unsupported.</exception>
    public ITypedModel Of(string name) =>
        Model
        ?? throw ServingException.Unsupported(
            Problem is null
                ? $"Model '{name}' has no task, and so speaks tensors only: send them to /v2/models/{name}/infer, or say what "
                    + "the model is for with 'task:' in its model.yaml."
                : $"Model '{name}' speaks tensors only, at /v2/models/{name}/infer: {Problem}"
        );
}
