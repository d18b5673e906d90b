using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;
using DataType = Slipway.Tensors.DataType;

namespace Slipway.Onnx.Conformance.Transports;

/// <summary>gRPC through protobuf's generated code.</summary>
/// <param name="address">The server's.</param>
/// <param name="typed">Whether inputs travel as typed contents rather than raw ones.</param>
internal sealed class GrpcTransport(string address, bool typed) : ITransport
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(
        address,
        new GrpcChannelOptions { MaxReceiveMessageSize = null }
    );

    public string Name => typed ? "grpc-typed" : "grpc";

    public bool Carries(DataType type) => !typed || type is not (DataType.Fp16 or DataType.BF16);

    public async Task<List<NamedTensor>> InferAsync(
        string model,
        IReadOnlyList<NamedTensor> inputs,
        CancellationToken cancellationToken
    )
    {
        var request = new ModelInferRequest { ModelName = model };
        foreach (var (name, tensor, _) in inputs)
        {
            var input = new ModelInferRequest.Types.InferInputTensor
            {
                Name = name,
                Datatype = tensor.DataType.Name(),
                Shape = { tensor.Shape.AsArray() },
            };
            if (typed)
                input.Contents = TypedContents.Of(tensor);
            else
                request.RawInputContents.Add(ByteString.CopyFrom(tensor.Bytes));
            request.Inputs.Add(input);
        }

        try
        {
            var client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
            var response = await client.ModelInferAsync(request, cancellationToken: cancellationToken);
            return [.. response.Outputs.Select((output, i) => ToTensor(output, response.RawOutputContents[i]))];
        }
        catch (RpcException e)
        {
            throw new TransportException($"{e.StatusCode}: {e.Status.Detail}");
        }
    }

    public void Dispose() => _channel.Dispose();

    private static NamedTensor ToTensor(ModelInferResponse.Types.InferOutputTensor output, ByteString raw)
    {
        if (!DataTypes.TryParse(output.Datatype.AsSpan(), out var type))
            throw new TransportException($"Output '{output.Name}' has the datatype '{output.Datatype}'.");
        var shape = new TensorShape([.. output.Shape]);
        var tensor = new Tensor(type, shape, TensorBuffer.Pin(raw.ToByteArray()), raw.Length);
        return new NamedTensor(output.Name, tensor);
    }
}
