using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Images.Preprocessing;

namespace Slipway.Tasks.Images.Requests;

/// <summary>What of a model's inputs and outputs a task uses. Immutable.</summary>
/// <param name="Tensors">Fills the input that takes the picture.</param>
/// <param name="Mask">The input that says where there is picture; null where there is none.</param>
/// <param name="Outputs">The names of the outputs that are read.</param>
internal sealed record ImageSignature(ImageTensors Tensors, TensorSpec? Mask, IReadOnlyList<string> Outputs)
{
    /// <exception cref="ServingException">
    /// InvalidArgument, reason <c>unfit-model</c>, where the model wants an input that the task cannot give.
    /// </exception>
    public static ImageSignature Of(
        string section,
        ModelSignature signature,
        ImageTensors tensors,
        IReadOnlyList<string> outputs
    )
    {
        var mask = signature.FindInput(ImageInput.MaskName);
        var other = signature.Inputs.FirstOrDefault(input =>
            input.Name != tensors.Input.Name && input.Name != mask?.Name && !input.IsOptional
        );
        return other is null
            ? new ImageSignature(tensors, mask, outputs)
            : throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The model has an input {other} besides the picture, and {section} has nothing to give it."
            )
            {
                Reason = "unfit-model",
            };
    }
}
