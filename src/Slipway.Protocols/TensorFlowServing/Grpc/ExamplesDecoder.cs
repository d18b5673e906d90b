using System.Buffers;
using Slipway.Errors;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Protocols.TensorFlowServing.Examples;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>
/// Decodes the requests that carry examples (TensorFlow Serving, <c>classification.proto</c>, <c>regression.proto</c>,
/// <c>inference.proto</c>) without the generated messages. Unknown fields are skipped. Thread-safe.
/// </summary>
public static class ExamplesDecoder
{
    /// <summary>A ClassificationRequest or a RegressionRequest, which are alike. The call belongs to the caller.</summary>
    /// <exception cref="ServingException">InvalidArgument, or TooLarge over a limit.</exception>
    public static ExamplesCall Decode(ReadOnlySequence<byte> message, GrpcDecoderLimits limits)
    {
        var reader = new WireReader(message);
        var spec = default(ModelReference);
        while (TensorProtoReader.TryNext(ref reader, 1, out var wire))
        {
            WireReader.Expect(WireType.Length, wire, "model_spec");
            spec = ModelSpecReader.Read(ref reader, spec, limits);
        }

        spec = spec.Checked();
        return new ExamplesCall(spec, ReadInput(message, spec, limits));
    }

    /// <summary>A MultiInferenceRequest. The call belongs to the caller.</summary>
    /// <exception cref="ServingException">InvalidArgument, or TooLarge over a limit.</exception>
    public static MultiInferenceCall DecodeMultiInference(ReadOnlySequence<byte> message, GrpcDecoderLimits limits)
    {
        var reader = new WireReader(message);
        var tasks = new List<InferenceTaskCall>();
        while (TensorProtoReader.TryNext(ref reader, 1, out var wire))
        {
            WireReader.Expect(WireType.Length, wire, "tasks");
            if (tasks.Count == limits.MaxTensors)
                throw ServingException.InvalidArgument($"There are more than {limits.MaxTensors} tasks.");
            tasks.Add(ReadTask(ref reader, limits));
            if (tasks[^1].Spec.Model != tasks[0].Spec.Model)
            {
                throw ServingException.InvalidArgument(
                    $"All tasks of a multi-inference ask the same version of the same model, but there are "
                        + $"'{tasks[0].Spec.Model}' and '{tasks[^1].Spec.Model}'; send one call for each."
                );
            }
        }

        if (tasks.Count == 0)
            throw ServingException.InvalidArgument("There are no tasks; send at least one.");
        return new MultiInferenceCall(tasks, ReadInput(message, tasks[0].Spec, limits));
    }

    private static InferenceTaskCall ReadTask(ref WireReader reader, GrpcDecoderLimits limits)
    {
        var (spec, method) = (default(ModelReference), "");
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            if (field is not (1 or 2))
            {
                reader.Skip(wire);
                continue;
            }

            WireReader.Expect(WireType.Length, wire, "a field of a task");
            if (field == 1)
                spec = ModelSpecReader.Read(ref reader, spec, limits);
            else
                method = Texts.Read(ref reader, "method_name", limits);
        }

        reader.Leave(outer);
        return new InferenceTaskCall(spec.Checked(), method);
    }

    private static ExampleBatch ReadInput(ReadOnlySequence<byte> message, ModelReference spec, GrpcDecoderLimits limits)
    {
        var batch = new ExampleBatch(
            spec.Model,
            new ExampleLimits { MaxFeatures = limits.MaxTensors, MaxContextBytes = limits.MaxMessageBytes }
        );
        try
        {
            var reader = new WireReader(message);
            while (TensorProtoReader.TryNext(ref reader, 2, out var wire))
            {
                WireReader.Expect(WireType.Length, wire, "input");
                var input = reader;
                input.Enter();
                ExampleInputReader.Read(input, batch, limits);
                reader.Advance(reader.ReadLength());
            }

            return batch;
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }
}
