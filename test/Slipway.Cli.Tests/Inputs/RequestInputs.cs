using System.Text;
using Slipway.Cli.Inputs;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Tests.Inputs;

/// <summary>Short forms for the tests of the input readers.</summary>
internal static class RequestInputs
{
    public static ModelSignature Signature(params TensorSpec[] inputs) => new(inputs, []);

    public static TensorSpec Spec(string name, DataType type, params long[] shape) =>
        new(name, type, new TensorShape(shape));

    public static InferenceRequest Read(string text, InputFormat format, ModelSignature signature) =>
        Read(Encoding.UTF8.GetBytes(text), new InputOptions { Format = format }, signature);

    public static InferenceRequest Read(byte[] content, InputOptions options, ModelSignature signature) =>
        InputReader.Build(options, content, new ModelSelector("m"), signature);

    public static Tensor Input(this InferenceRequest request, string name) => request.FindInput(name)!.Value.Tensor;
}
