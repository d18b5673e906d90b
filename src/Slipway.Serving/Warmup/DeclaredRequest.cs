using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Warmup;

/// <summary>Makes a request from declared inputs.</summary>
internal static class DeclaredRequest
{
    private const long MaxElements = 64 << 20;

    public static async Task<InferenceRequest> MakeAsync(
        Sample sample,
        ModelPackage package,
        ModelSignature signature,
        CancellationToken cancellationToken
    )
    {
        var files = new PackageFiles(package);
        var request = new InferenceRequest { Model = new ModelSelector(package.Name, package.Version) };
        try
        {
            foreach (var (name, input) in sample.Inputs)
            {
                var spec =
                    signature.FindInput(name)
                    ?? throw ServingException.InvalidArgument(
                        $"the model has no input '{name}'. Its inputs: {string.Join(", ", signature.Inputs)}."
                    );
                var shape = ShapeOf(spec, input.Shape);
                var tensor = input.File is null
                    ? TensorFill.Make(spec.DataType, shape, input.Fill)
                    : FromBytes(
                        spec.DataType,
                        shape,
                        await PackageFiles.ReadAsync(files.Find(input.File), cancellationToken)
                    );
                request.Inputs.Add(new NamedTensor(name, tensor));
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>The given shape; without one the signature's, with 1 for what is free.</summary>
    public static TensorShape ShapeOf(TensorSpec spec, List<long> given)
    {
        var dims = given.Count > 0 ? given.ToArray() : spec.Shape.Dimensions.ToArray();
        for (var i = 0; given.Count == 0 && i < dims.Length; i++)
        {
            dims[i] = dims[i] < 0 ? 1 : dims[i];
        }

        if (dims.Length > TensorShape.MaxRank)
            throw ServingException.InvalidArgument($"input '{spec.Name}' has over {TensorShape.MaxRank} dimensions.");
        var shape = TensorShape.Wrap(dims);
        return shape.TryGetElementCount(out var count) && count <= MaxElements
            ? shape
            : throw ServingException.InvalidArgument(
                $"the shape {shape} of input '{spec.Name}' is not one of 0 to {MaxElements} elements."
            );
    }

    private static Tensor FromBytes(DataType type, TensorShape shape, byte[] content)
    {
        var buffer = TensorBuffer.Rent(content.Length);
        content.CopyTo(buffer.GetSpan());
        return new Tensor(type, shape, buffer, content.Length);
    }
}
