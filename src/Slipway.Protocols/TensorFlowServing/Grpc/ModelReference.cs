using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>What a ModelSpec says: the model, and the signature where one is named.</summary>
public readonly record struct ModelReference(ModelSelector Model, string SignatureName)
{
    /// <exception cref="ServingException">InvalidArgument where there is none, or it names no model.</exception>
    public static ModelReference Of(ModelSpec? spec)
    {
        var label = spec?.VersionChoiceCase == ModelSpec.VersionChoiceOneofCase.VersionLabel ? spec.VersionLabel : null;
        var model = new ModelSelector(spec?.Name ?? "", spec?.Version, label);
        return new ModelReference(model, spec?.SignatureName ?? "").Checked();
    }

    internal ModelReference Checked() =>
        string.IsNullOrEmpty(Model.Name)
            ? throw ServingException.InvalidArgument(
                "model_spec is missing or has no name; name the model that is to answer."
            )
            : this;
}
