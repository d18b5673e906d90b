using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routing;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Surfaces;

/// <summary>What concerns all services, over gRPC: the other methods name a model and never get here.</summary>
internal sealed class OwnInferenceService(TableStore tables, FleetReadiness readiness)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    private const int PrefixLength = 5;

    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = readiness.WhyNot() is null });

    public override Task<ServerMetadataResponse> ServerMetadata(
        ServerMetadataRequest request,
        ServerCallContext context
    ) =>
        Task.FromResult(
            new ServerMetadataResponse
            {
                Name = GatewayInfo.Name,
                Version = GatewayInfo.Version,
                Extensions = { GatewayInfo.Extensions },
            }
        );

    public override Task<RepositoryIndexResponse> RepositoryIndex(
        RepositoryIndexRequest request,
        ServerCallContext context
    ) =>
        Task.FromResult(
            new RepositoryIndexResponse
            {
                Models =
                {
                    readiness
                        .Index(tables.Current)
                        .Where(entry => !request.Ready || entry.State == IndexEntryBody.Ready)
                        .Select(entry => new RepositoryIndexResponse.Types.ModelIndex
                        {
                            Name = entry.Name,
                            State = entry.State,
                            Reason = entry.Reason ?? "",
                        }),
                },
            }
        );

    /// <summary>ModelReady of a model whose service has no replica: ready is one whose requests wait for it.</summary>
    public static async Task AnswerReadyAsync(HttpContext context, ServiceRouting service)
    {
        var message = new ModelReadyResponse { Ready = FleetReadiness.TakesRequests(service) };
        var body = new byte[PrefixLength + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Length - PrefixLength);
        message.WriteTo(body.AsSpan(PrefixLength));
        context.Response.ContentType = "application/grpc";
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
