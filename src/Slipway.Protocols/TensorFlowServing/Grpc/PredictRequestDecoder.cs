using System.Buffers;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>
/// Decodes PredictRequest (TensorFlow Serving, <c>predict.proto</c>) without the generated message: tensors go straight
/// into their own memory, which follows from the bytes that came and not from declared shapes. Unknown fields are
/// skipped. Thread-safe.
/// </summary>
public static class PredictRequestDecoder
{
    /// <summary>The call belongs to the caller; on failure nothing stays rented.</summary>
    /// <exception cref="ServingException">
    /// InvalidArgument, Unsupported for an element type without a counterpart, TooLarge over a limit.
    /// </exception>
    public static PredictCall Decode(ReadOnlySequence<byte> message, GrpcDecoderLimits limits)
    {
        var request = new InferenceRequest { Model = default };
        var (spec, current) = (default(ModelReference), (string?)null);
        try
        {
            var budget = new FillBudget(limits.MaxMessageBytes);
            var reader = new WireReader(message);
            while (!reader.AtEnd)
            {
                reader.ReadTag(out var field, out var wire);
                switch (field)
                {
                    case 1:
                        WireReader.Expect(WireType.Length, wire, "model_spec");
                        spec = ModelSpecReader.Read(ref reader, spec, limits);
                        break;
                    case 2:
                        WireReader.Expect(WireType.Length, wire, "inputs");
                        ReadInput(ref reader, request, budget, limits, ref current);
                        break;
                    case 3:
                        WireReader.Expect(WireType.Length, wire, "output_filter");
                        ReadOutput(ref reader, request, limits);
                        break;
                    default:
                        reader.Skip(wire);
                        break;
                }
            }

            request.Model = spec.Checked().Model;
            return new PredictCall(request, spec.SignatureName);
        }
        catch (ServingException failure)
        {
            request.Dispose();
            throw Explain(failure, spec.Model.Name, current);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    // An entry of the map: the name is field 1, the tensor field 2, in any order.
    private static void ReadInput(
        ref WireReader reader,
        InferenceRequest request,
        FillBudget budget,
        GrpcDecoderLimits limits,
        ref string? current
    )
    {
        if (request.Inputs.Count == limits.MaxTensors)
            throw ServingException.InvalidArgument($"There are more than {limits.MaxTensors} inputs.");
        var (name, found) = ("", false);
        WireReader tensor = default;
        var outer = reader.Enter();
        while (!reader.AtEnd)
        {
            reader.ReadTag(out var field, out var wire);
            switch (field)
            {
                case 1:
                    WireReader.Expect(WireType.Length, wire, "the key of inputs");
                    current = name = Texts.Read(ref reader, "the key of inputs", limits);
                    break;
                case 2:
                    WireReader.Expect(WireType.Length, wire, "the value of inputs");
                    tensor = reader;
                    tensor.Enter();
                    reader.Advance(reader.ReadLength());
                    found = true;
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }

        reader.Leave(outer);
        if (!found)
            throw ServingException.InvalidArgument("It has no tensor.");
        request.Inputs.Add(new NamedTensor(name, TensorProtoReader.Read(tensor, budget)));
        current = null;
    }

    private static void ReadOutput(ref WireReader reader, InferenceRequest request, GrpcDecoderLimits limits)
    {
        if (request.Outputs.Count == limits.MaxTensors)
            throw ServingException.InvalidArgument($"There are more than {limits.MaxTensors} names in output_filter.");
        request.Outputs.Add(new RequestedOutput(Texts.Read(ref reader, "output_filter", limits)));
    }

    private static ServingException Explain(ServingException failure, string? model, string? input)
    {
        var where = (model, input) switch
        {
            (null or "", null) => "",
            (null or "", { } name) => $"Input '{Shown.Text(name)}': ",
            ({ } name, null) => $"Model '{Shown.Text(name)}': ",
            ({ } owner, { } name) => $"Model '{Shown.Text(owner)}', input '{Shown.Text(name)}': ",
        };
        return new ServingException(failure.Code, where + failure.Message, failure) { Reason = failure.Reason };
    }
}
