using System.Text;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.Json;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Protocols.TensorFlowServing.Rest;
using Slipway.Protocols.Tests.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.TensorFlowServing.Rest;

/// <summary>Bodies of TensorFlow Serving's RESTful API, through real pipes.</summary>
internal static class RestBodies
{
    public static (InferenceRequest Request, PredictForm Form) Predict(
        byte[] body,
        ModelSignature signature,
        int step = 0,
        JsonLimits? limits = null
    ) =>
        PredictRequestDecoder
            .DecodeAsync(
                Wire.Pipe(body, step),
                step == 0 ? body.Length : null,
                Wire.Model,
                signature,
                limits ?? JsonLimits.Default,
                TestContext.Current.CancellationToken
            )
            .AsTask()
            .GetAwaiter()
            .GetResult();

    public static InferenceRequest Predict(string body, params TensorSpec[] inputs) =>
        Predict(Encoding.UTF8.GetBytes(body), new ModelSignature(inputs, [])).Request;

    public static ExampleBatch Ask(byte[] body, int step = 0, JsonLimits? limits = null) =>
        ExamplesRequestDecoder
            .DecodeAsync(
                Wire.Pipe(body, step),
                step == 0 ? body.Length : null,
                Wire.Model,
                limits ?? JsonLimits.Default,
                TestContext.Current.CancellationToken
            )
            .AsTask()
            .GetAwaiter()
            .GetResult()
            .Examples;

    public static InferenceRequest Ask(string body, params TensorSpec[] inputs)
    {
        using var batch = Ask(Encoding.UTF8.GetBytes(body));
        return batch.ToRequest(new ModelSignature(inputs, []));
    }

    public static TensorSpec Floats(string name, params long[] dims) => new(name, DataType.Fp32, new(dims));

    public static TensorSpec Texts(string name, params long[] dims) => new(name, DataType.Bytes, new(dims));

    /// <summary>A request's inputs in words: <c>x=FP32[2]:0000803F…</c>.</summary>
    public static string Describe(InferenceRequest request) =>
        string.Join(
            ';',
            request.Inputs.Select(input => $"{input.Name}={input.Tensor}:{Convert.ToHexString(input.Tensor.Bytes)}")
        );

    public static string Text(EncodedJson json)
    {
        var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        json.WriteToAsync(writer).AsTask().GetAwaiter().GetResult();
        writer.Complete();
        var bytes = stream.ToArray();
        if (json.ContentLength is { } length)
            bytes.Length.Should().Be((int)length);
        return Encoding.UTF8.GetString(bytes);
    }
}
