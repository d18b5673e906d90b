using Grpc.Core;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Grpc;
using Slipway.AspNetCore.Hosting;
using Slipway.AspNetCore.Management;
using Slipway.AspNetCore.Rest;
using Slipway.AspNetCore.Settings;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Configuration;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Serving.Inference;
using Slipway.Tensors;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// The calls of GRPCInferenceService that are not inference itself: health, metadata, configuration. ModelInfer has
/// an endpoint of its own (<see cref="GrpcInferEndpoint"/>). What is not overridden answers UNIMPLEMENTED.
/// </summary>
internal sealed partial class GrpcInferenceService(
    DataPlane plane,
    ServerState state,
    SharedMemoryRegistry regions,
    GrpcSettings settings,
    ModelRepository repository,
    IOptions<ModelServerOptions> options
) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = state.IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) =>
        Answer(() => new ModelReadyResponse { Ready = IsReady(Selector(request.Name, request.Version)) });

    public override Task<ServerMetadataResponse> ServerMetadata(
        ServerMetadataRequest request,
        ServerCallContext context
    )
    {
        var response = new ServerMetadataResponse { Name = options.Value.ServerName, Version = ServerInfo.Version };
        response.Extensions.AddRange(ServerInfo.Extensions);
        return Task.FromResult(response);
    }

    public override Task<ModelMetadataResponse> ModelMetadata(
        ModelMetadataRequest request,
        ServerCallContext context
    ) =>
        AnswerAsync(async () =>
        {
            var model = await plane.DescribeAsync(Selector(request.Name, request.Version), context.CancellationToken);
            var response = new ModelMetadataResponse { Name = model.Name, Platform = model.Details.Platform };
            response.Versions.AddRange(model.Versions.Order().Select(version => version.ToString(null, null)));
            response.Inputs.AddRange(model.Signature.Inputs.Select(Metadata));
            response.Outputs.AddRange(model.Signature.Outputs.Select(Metadata));
            return response;
        });

    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        AnswerAsync(async () =>
        {
            var model = await plane.DescribeAsync(Selector(request.Name, request.Version), context.CancellationToken);
            return new ModelConfigResponse
            {
                Config = TritonConfigMessage.From(model.Package, model.Signature, model.Details),
            };
        });

    public override Task<ModelStatisticsResponse> ModelStatistics(
        ModelStatisticsRequest request,
        ServerCallContext context
    ) =>
        Answer(() =>
        {
            ModelSelector? selector = request.Name.Length > 0 ? Selector(request.Name, request.Version) : null;
            return GrpcStatistics.From(ModelStatisticsBody.From(plane.Statistics(selector)));
        });

    public override Task<TraceSettingResponse> TraceSetting(TraceSettingRequest request, ServerCallContext context) =>
        Answer(() => settings.Trace(request, context.GetHttpContext()));

    public override Task<LogSettingsResponse> LogSettings(LogSettingsRequest request, ServerCallContext context) =>
        Answer(() => settings.Log(request, context.GetHttpContext()));

    // As from Triton, an unknown model is one that is not ready: its clients ask until it is.
    private bool IsReady(in ModelSelector selector)
    {
        try
        {
            return plane.IsReady(selector);
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.NotFound)
        {
            return false;
        }
    }

    private static ModelSelector Selector(string name, string version) => RouteModel.Parse(name, version);

    private static ModelMetadataResponse.Types.TensorMetadata Metadata(TensorSpec spec)
    {
        var metadata = new ModelMetadataResponse.Types.TensorMetadata
        {
            Name = spec.Name,
            Datatype = spec.DataType.Name(),
        };
        metadata.Shape.AddRange(spec.Shape.AsArray());
        return metadata;
    }

    private static Task<T> Answer<T>(Func<T> handler) => AnswerAsync(() => Task.FromResult(handler()));

    private static async Task<T> AnswerAsync<T>(Func<Task<T>> handler)
    {
        try
        {
            return await handler();
        }
        catch (ServingException e)
        {
            throw new RpcException(new Status(GrpcStatusTable.StatusOf(e.Code), GrpcStatusMessage.Shorten(e.Message)));
        }
    }
}
