using Grpc.Core;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Client.Tests.Fakes;

internal sealed class EchoGrpcService(EchoModel model) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = model.Ready });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = model.Ready });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelReadyResponse { Ready = request.Name == "echo" });

    public override Task<ServerMetadataResponse> ServerMetadata(
        ServerMetadataRequest request,
        ServerCallContext context
    ) =>
        Task.FromResult(
            new ServerMetadataResponse
            {
                Name = "echo-server",
                Version = "1.2",
                Extensions = { "a", "b" },
            }
        );

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        if (request.Name != "echo")
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no model '{request.Name}'."));
        var x = new ModelMetadataResponse.Types.TensorMetadata
        {
            Name = "x",
            Datatype = "FP32",
            Shape = { -1, 2 },
        };
        var s = new ModelMetadataResponse.Types.TensorMetadata
        {
            Name = "s",
            Datatype = "BYTES",
            Shape = { 1 },
        };
        return Task.FromResult(
            new ModelMetadataResponse
            {
                Name = "echo",
                Platform = "echo",
                Versions = { "1", "2" },
                Inputs = { x },
                Outputs = { x, s },
            }
        );
    }

    public override Task<RepositoryIndexResponse> RepositoryIndex(
        RepositoryIndexRequest request,
        ServerCallContext context
    )
    {
        if (!model.HasIndex)
            throw new RpcException(new Status(StatusCode.Unimplemented, ""));
        var first = new RepositoryIndexResponse.Types.ModelIndex { Name = "echo", Version = "1" };
        var second = new RepositoryIndexResponse.Types.ModelIndex { Name = "echo", Version = "2" };
        return Task.FromResult(new RepositoryIndexResponse { Models = { first, second } });
    }

    public override async Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        await model.AnswerGrpc(model.NextAttempt(), context);
        var response = new ModelInferResponse
        {
            ModelName = request.ModelName,
            ModelVersion = "2",
            Id = request.Id,
        };
        foreach (var input in request.Inputs)
        {
            response.Outputs.Add(
                new ModelInferResponse.Types.InferOutputTensor
                {
                    Name = input.Name,
                    Datatype = input.Datatype,
                    Shape = { input.Shape },
                }
            );
        }

        response.RawOutputContents.AddRange(request.RawInputContents);
        return response;
    }
}
