using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Serving.Packages;

namespace Slipway.Serving.Warmup;

/// <summary>Makes a request from declared inputs.</summary>
internal static class DeclaredRequest
{
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
                var shape = DeclaredTensor.ShapeOf(spec, input.Shape);
                var tensor = input.File is null
                    ? TensorFill.Make(spec.DataType, shape, input.Fill)
                    : DeclaredTensor.FromBytes(
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
}
