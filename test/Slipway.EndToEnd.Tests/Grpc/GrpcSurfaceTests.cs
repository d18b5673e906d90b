using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Grpc;

/// <summary>The gRPC surface through clients generated from the protocol's own definitions.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class GrpcSurfaceTests : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client;

    public GrpcSurfaceTests(ModelsFixture models)
    {
        _channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        _client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Health_ServerAndModels_AreReady()
    {
        (await _client.ServerLiveAsync(new ServerLiveRequest(), cancellationToken: Token)).Live.Should().BeTrue();
        (await _client.ServerReadyAsync(new ServerReadyRequest(), cancellationToken: Token)).Ready.Should().BeTrue();
        (await _client.ModelReadyAsync(new ModelReadyRequest { Name = "simple" }, cancellationToken: Token))
            .Ready.Should()
            .BeTrue();

        var health = new Health.HealthClient(_channel);
        foreach (var service in (string[])["", "simple", "iris"])
        {
            var answer = await health.CheckAsync(
                new HealthCheckRequest { Service = service },
                cancellationToken: Token
            );
            answer.Status.Should().Be(HealthCheckResponse.Types.ServingStatus.Serving);
        }

        var unknown = () =>
            health.CheckAsync(new HealthCheckRequest { Service = "nope" }, cancellationToken: Token).ResponseAsync;
        (await unknown.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Metadata_ServerAndModel_SayTheSameAsRest()
    {
        var server = await _client.ServerMetadataAsync(new ServerMetadataRequest(), cancellationToken: Token);
        server.Name.Should().Be("slipway");
        server.Extensions.Should().Contain("binary_tensor_data");
        var model = await _client.ModelMetadataAsync(
            new ModelMetadataRequest { Name = "simple" },
            cancellationToken: Token
        );
        model.Platform.Should().Be("onnxruntime_onnx");
        model.Versions.Should().Equal("1");
        model.Inputs[0].Name.Should().Be("INPUT0");
        model.Inputs[0].Datatype.Should().Be("INT32");
        model.Inputs[0].Shape.Should().Equal(1, 16);
        var config = await _client.ModelConfigAsync(
            new ModelConfigRequest { Name = "simple" },
            cancellationToken: Token
        );
        config.Config.Input[1].DataType.Should().Be(DataType.TypeInt32);
        config.Config.Output[0].Dims.Should().Equal(1, 16);
        var text = await _client.ModelConfigAsync(
            new ModelConfigRequest { Name = "simple_string" },
            cancellationToken: Token
        );
        text.Config.Input[0].DataType.Should().Be(DataType.TypeString);
    }

    [Fact]
    public async Task Infer_RawContents_AreComputed()
    {
        var request = Simple();
        request.RawInputContents.Add(Raw(Enumerable.Range(0, 16)));
        request.RawInputContents.Add(Raw(Enumerable.Repeat(1, 16)));
        var answer = await _client.ModelInferAsync(request, cancellationToken: Token);
        answer.Id.Should().Be("42");
        answer.ModelVersion.Should().Be("1");
        Integers(answer, 0).Should().Equal(Enumerable.Range(0, 16).Select(i => i + 1));
        Integers(answer, 1).Should().Equal(Enumerable.Range(0, 16).Select(i => i - 1));
    }

    [Fact]
    public async Task Infer_TypedContents_AreComputed()
    {
        var request = Simple();
        request.Inputs[0].Contents = new InferTensorContents { IntContents = { Enumerable.Range(0, 16) } };
        request.Inputs[1].Contents = new InferTensorContents { IntContents = { Enumerable.Repeat(1, 16) } };
        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "OUTPUT1" });
        var answer = await _client.ModelInferAsync(request, cancellationToken: Token);
        answer.Outputs.Should().ContainSingle().Which.Name.Should().Be("OUTPUT1");
        Integers(answer, 0).Should().Equal(Enumerable.Range(0, 16).Select(i => i - 1));
    }

    [Fact]
    public async Task Infer_WrongRequests_HaveTheirStatusAndAMessage()
    {
        await AssertRefused(new ModelInferRequest { ModelName = "irsi" }, StatusCode.NotFound, "'irsi'");
        await AssertRefused(
            new ModelInferRequest { ModelName = "simple", ModelVersion = "7" },
            StatusCode.NotFound,
            "version 7"
        );
        await AssertRefused(
            new ModelInferRequest { ModelName = "simple", ModelVersion = "x" },
            StatusCode.InvalidArgument,
            "'x'"
        );
        await AssertRefused(new ModelInferRequest { ModelName = "simple" }, StatusCode.InvalidArgument, "INPUT0");

        var wrongType = Simple();
        wrongType.Inputs[0].Datatype = "FP32";
        wrongType.RawInputContents.Add(Raw(Enumerable.Range(0, 16)));
        wrongType.RawInputContents.Add(Raw(Enumerable.Range(0, 16)));
        await AssertRefused(wrongType, StatusCode.InvalidArgument, "INPUT0", "FP32", "INT32");

        var shortData = Simple();
        shortData.RawInputContents.Add(Raw(Enumerable.Range(0, 15)));
        shortData.RawInputContents.Add(Raw(Enumerable.Range(0, 16)));
        await AssertRefused(shortData, StatusCode.InvalidArgument, "simple", "INPUT0", "60", "64");

        var huge = Simple();
        huge.Inputs[0].Shape.Clear();
        huge.Inputs[0].Shape.Add([1L << 40, 16]);
        huge.RawInputContents.Add(Raw(Enumerable.Range(0, 16)));
        huge.RawInputContents.Add(Raw(Enumerable.Range(0, 16)));
        var refused = await Refused(huge);
        refused.StatusCode.Should().BeOneOf(StatusCode.InvalidArgument, StatusCode.ResourceExhausted);

        var big = Simple();
        big.RawInputContents.Add(ByteString.CopyFrom(new byte[4_100_000]));
        await AssertRefused(big, StatusCode.ResourceExhausted, "4000000");

        (await _client.ModelReadyAsync(new ModelReadyRequest { Name = "simple" }, cancellationToken: Token))
            .Ready.Should()
            .BeTrue();
    }

    [Fact]
    public async Task ModelReady_UnknownModel_IsNotReadyRatherThanAnError()
    {
        var ready = await _client.ModelReadyAsync(new ModelReadyRequest { Name = "nope" }, cancellationToken: Token);
        ready.Ready.Should().BeFalse();
    }

    [Fact]
    public async Task Metadata_NameOfAMegabyte_IsRefusedInAShortMessage()
    {
        var request = new ModelMetadataRequest { Name = new string('n', 1_000_000) };
        var metadata = () => _client.ModelMetadataAsync(request, cancellationToken: Token).ResponseAsync;
        var refused = (await metadata.Should().ThrowAsync<RpcException>()).Which;
        refused.StatusCode.Should().Be(StatusCode.NotFound);
        refused.Status.Detail.Length.Should().BeLessThan(1000);
    }

    [Fact]
    public async Task Reflection_Services_AreListed()
    {
        var reflection = new ServerReflection.ServerReflectionClient(_channel);
        using var call = reflection.ServerReflectionInfo(cancellationToken: Token);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Token);
        await call.ResponseStream.MoveNext(Token);
        call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)
            .Should()
            .Contain(["inference.GRPCInferenceService", "grpc.health.v1.Health"]);
        await call.RequestStream.CompleteAsync();
    }

    private static ModelInferRequest Simple()
    {
        var request = new ModelInferRequest { ModelName = "simple", Id = "42" };
        foreach (var name in (string[])["INPUT0", "INPUT1"])
        {
            var input = new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = "INT32" };
            input.Shape.Add([1, 16]);
            request.Inputs.Add(input);
        }

        return request;
    }

    private static ByteString Raw(IEnumerable<int> values) =>
        ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(values.ToArray()));

    private static int[] Integers(ModelInferResponse answer, int output) =>
        MemoryMarshal.Cast<byte, int>(answer.RawOutputContents[output].Span).ToArray();

    private async Task AssertRefused(ModelInferRequest request, StatusCode status, params string[] words)
    {
        var refused = await Refused(request);
        refused.StatusCode.Should().Be(status, refused.Status.Detail);
        refused.Status.Detail.Should().ContainAll(words);
    }

    private async Task<RpcException> Refused(ModelInferRequest request)
    {
        var infer = () => _client.ModelInferAsync(request, cancellationToken: Token).ResponseAsync;
        return (await infer.Should().ThrowAsync<RpcException>()).Which;
    }
}
