using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Slipway.Gateway.Recognition.Grpc;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;

namespace Slipway.Gateway.Tests.Recognition.Grpc;

public sealed class GrpcRoutingTests
{
    private static readonly ModelSpec Spec = new() { Name = "ner" };

    /// <summary>A call of each method that names a model, by the generated clients.</summary>
    private static readonly Dictionary<string, (IMessage Answer, Func<ChannelBase, Metadata, Task> Call)> Calls = new()
    {
        ["/inference.GRPCInferenceService/ModelReady"] = Of(
            new ModelReadyResponse { Ready = true },
            (channel, headers) => Inference(channel).ModelReadyAsync(new() { Name = "ner" }, headers)
        ),
        ["/inference.GRPCInferenceService/ModelMetadata"] = Of(
            new ModelMetadataResponse { Name = "ner" },
            (channel, headers) => Inference(channel).ModelMetadataAsync(new() { Name = "ner" }, headers)
        ),
        ["/inference.GRPCInferenceService/ModelInfer"] = Of(
            new ModelInferResponse { ModelName = "ner" },
            (channel, headers) =>
                Inference(channel)
                    .ModelInferAsync(
                        new() { ModelName = "ner", RawInputContents = { ByteString.CopyFrom(new byte[300_000]) } },
                        headers
                    )
        ),
        ["/inference.GRPCInferenceService/ModelConfig"] = Of(
            new ModelConfigResponse(),
            (channel, headers) => Inference(channel).ModelConfigAsync(new() { Name = "ner" }, headers)
        ),
        ["/inference.GRPCInferenceService/ModelStatistics"] = Of(
            new ModelStatisticsResponse(),
            (channel, headers) => Inference(channel).ModelStatisticsAsync(new() { Name = "ner" }, headers)
        ),
        ["/tensorflow.serving.PredictionService/Predict"] = Of(
            new PredictResponse(),
            (channel, headers) => Prediction(channel).PredictAsync(new() { ModelSpec = Spec }, headers)
        ),
        ["/tensorflow.serving.PredictionService/Classify"] = Of(
            new ClassificationResponse(),
            (channel, headers) => Prediction(channel).ClassifyAsync(new() { ModelSpec = Spec }, headers)
        ),
        ["/tensorflow.serving.PredictionService/Regress"] = Of(
            new RegressionResponse(),
            (channel, headers) => Prediction(channel).RegressAsync(new() { ModelSpec = Spec }, headers)
        ),
        ["/tensorflow.serving.PredictionService/GetModelMetadata"] = Of(
            new GetModelMetadataResponse(),
            (channel, headers) => Prediction(channel).GetModelMetadataAsync(new() { ModelSpec = Spec }, headers)
        ),
        ["/tensorflow.serving.PredictionService/MultiInference"] = Of(
            new MultiInferenceResponse(),
            (channel, headers) =>
                Prediction(channel)
                    .MultiInferenceAsync(new() { Tasks = { new InferenceTask { ModelSpec = Spec } } }, headers)
        ),
        ["/tensorflow.serving.ModelService/GetModelStatus"] = Of(
            new GetModelStatusResponse(),
            (channel, headers) =>
                new ModelService.ModelServiceClient(channel).GetModelStatusAsync(new() { ModelSpec = Spec }, headers)
        ),
    };

    public static TheoryData<string> Methods => new(Calls.Keys);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Call_OfGeneratedClient_ReachesItsService(string method)
    {
        foreach (var encoding in new[] { "identity", "gzip" })
        {
            var path = "";
            var encodings = "";
            await using var ner = await FakeReplica.StartAsync(
                "ner-1-1",
                context =>
                {
                    (path, encodings) = (context.Request.Path, context.Request.Headers["grpc-encoding"].ToString());
                    return GrpcFrames.Answer(Calls[method].Answer)(context);
                }
            );
            await using var topic = await FakeReplica.StartAsync("topic-1-1");
            await using var gateway = await TestGateway.StartAsync(
                Tables.Service("topic", Tables.Revision(1, 1, topic)),
                Tables.Service("ner", Tables.Revision(1, 1, ner))
            );
            using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);

            await Calls[method].Call(channel, new Metadata { { "grpc-internal-encoding-request", encoding } });

            path.Should().Be(method);
            encodings.Should().Be(encoding);
            topic.Requests.Should().Be(0);
            (await gateway.TrafficAsync("ner")).Revisions.Single().Failures.Should().Be(0);
        }
    }

    [Fact]
    public void Methods_OfModels_AreAllTried()
    {
        var named = GrpcMethods.Paths.Where(path =>
            GrpcMethods.Find(path)
                is { Kind: GrpcKind.Inference or GrpcKind.About or GrpcKind.Readiness, IsStream: false }
        );

        Calls.Keys.Should().BeEquivalentTo(named);
    }

    [Fact]
    public async Task Stream_FirstMessage_DecidesForAll()
    {
        await using var ner = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                // As it came, byte by byte: the caller sees its own messages again.
                context.Response.ContentType = "application/grpc";
                await context.Response.StartAsync();
                var buffer = new byte[4096];
                while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
                {
                    await context.Response.Body.WriteAsync(buffer.AsMemory(0, read));
                    await context.Response.Body.FlushAsync();
                }

                context.Response.AppendTrailer("grpc-status", "0");
            }
        );
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner", Tables.Revision(1, 1, ner)));
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        using var call = Inference(channel).ModelStreamInfer(cancellationToken: TestContext.Current.CancellationToken);

        foreach (var name in new[] { "ner", "other", "third" })
        {
            await call.RequestStream.WriteAsync(new() { ModelName = name }, TestContext.Current.CancellationToken);
            (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().BeTrue();
            call.ResponseStream.Current.ErrorMessage.Should().Be(name, "field 1 of both messages is a text");
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().BeFalse();
        (await gateway.TrafficAsync("ner")).Revisions.Single().Requests.Should().Be(1);
    }

    [Fact]
    public async Task Call_UnknownModel_IsToldWhichThereAre()
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner"));
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);

        var call = async () => await Inference(channel).ModelInferAsync(new() { ModelName = "nerd" });

        (await call.Should().ThrowAsync<RpcException>())
            .Which.Status.Should()
            .Be(new Status(StatusCode.NotFound, "There is no model 'nerd' here; there are: ner."));
    }

    [Fact]
    public async Task Call_OfManagement_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync(Tables.Service("ner"));
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var inference = Inference(channel);
        var models = new ModelService.ModelServiceClient(channel);

        var load = async () => await inference.RepositoryModelLoadAsync(new() { ModelName = "ner" });
        var settings = async () => await inference.LogSettingsAsync(new());
        var reload = async () => await models.HandleReloadConfigRequestAsync(new());

        (await load.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        (await settings.Should().ThrowAsync<RpcException>())
            .Which.StatusCode.Should()
            .Be(StatusCode.FailedPrecondition);
        (await reload.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.PermissionDenied);
    }

    private static (IMessage, Func<ChannelBase, Metadata, Task>) Of<T>(
        IMessage answer,
        Func<ChannelBase, Metadata, AsyncUnaryCall<T>> call
    ) => (answer, (channel, headers) => call(channel, headers).ResponseAsync);

    private static GRPCInferenceService.GRPCInferenceServiceClient Inference(ChannelBase channel) => new(channel);

    private static PredictionService.PredictionServiceClient Prediction(ChannelBase channel) => new(channel);
}
