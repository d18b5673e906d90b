using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.Gateway.Tests.Pipelines;

/// <summary>A pipeline at the addresses of a model: Open Inference over REST and gRPC, KServe V1.</summary>
public sealed class ProtocolTests
{
    private const string Echo = """{"nodes":{"root":{"steps":[{"service":"a"}]}}}""";

    private const string Soft = """
        {"nodes":{"root":{"steps":[{"service":"a","on_failure":"continue","fallback":{"x":0}}]}}}
        """;

    [Theory]
    [InlineData("/v2/models/p")]
    [InlineData("/v2/models/p/versions/1")]
    public async Task Metadata_OfAPipeline_IsThatOfAModelOfTexts(string path)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await fleet.Gateway.GetAsync(path);
        (await response.TextAsync())
            .Should()
            .Be(
                """
                {"name":"p","versions":["1"],"platform":"slipway_pipeline","inputs":[{"name":"request","datatype":"BYTES","shape":[-1]}],"outputs":[{"name":"response","datatype":"BYTES","shape":[-1]}]}
                """
            );
    }

    [Theory]
    [InlineData("/v2/models/p/infer")]
    [InlineData("/v2/models/p/versions/1/infer")]
    public async Task Infer_Texts_AreDocuments(string path)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await fleet.Gateway.PostAsync(
            path,
            """
            {"id":"7","inputs":[{"name":"request","datatype":"BYTES","shape":[2,1],"data":["{\"x\":1}","{\"x\":2}"]}],
             "outputs":[{"name":"response"}]}
            """
        );
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var expected = JsonNode.Parse(
            """
            {"model_name":"p","model_version":"1","id":"7",
             "outputs":[{"name":"response","datatype":"BYTES","shape":[2,1],"data":["{\"x\":1}","{\"x\":2}"]}]}
            """
        );
        var text = await response.TextAsync();
        JsonNode.DeepEquals(JsonNode.Parse(text), expected).Should().BeTrue(text);
        response.Header("Server-Timing").Should().StartWith("a;dur=");
    }

    [Fact]
    public async Task Infer_BinaryTensors_AreTakenAndGiven()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        const string head = """
            {"parameters":{"binary_data_output":true},
             "inputs":[{"name":"request","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":11}}]}
            """;
        byte[] body = [.. System.Text.Encoding.UTF8.GetBytes(head), 7, 0, 0, 0, .. "{\"x\":1}"u8];
        using var content = new ByteArrayContent(body);
        content.Headers.Add("Inference-Header-Content-Length", $"{head.Length}");
        using var response = await fleet.Gateway.Http.PostAsync(
            new Uri("/v2/models/p/infer", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        answer[^11..].Should().Equal([7, 0, 0, 0, .. "{\"x\":1}"u8]);
        int.Parse(response.Header("Inference-Header-Content-Length")!).Should().Be(answer.Length - 11);
    }

    [Fact]
    public async Task Infer_ASoftStepFails_AParameterNamesIt()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Soft));
        fleet["a"].Answer = PipelineFleet.Json("{}", 500);
        using var response = await fleet.Gateway.PostAsync(
            "/v2/models/p/infer",
            """{"inputs":[{"name":"request","datatype":"BYTES","shape":[1],"data":["{}"]}]}"""
        );
        JsonNode.Parse(await response.TextAsync())!["parameters"]!["failed_steps"]!.GetValue<string>().Should().Be("a");
    }

    [Theory]
    [InlineData("""{"inputs":[]}""", "takes one input: 'request', BYTES")]
    [InlineData(
        """{"inputs":[{"name":"x","datatype":"BYTES","shape":[1],"data":["{}"]}]}""",
        "takes one input: 'request', BYTES"
    )]
    [InlineData(
        """{"inputs":[{"name":"request","datatype":"INT8","shape":[1],"data":[1]}]}""",
        "takes one input: 'request', BYTES"
    )]
    [InlineData(
        """{"inputs":[{"name":"request","datatype":"BYTES","shape":[1],"data":["{}"]}],"outputs":[{"name":"y"}]}""",
        "has no output 'y'; it has 'response'"
    )]
    [InlineData(
        """{"inputs":[{"name":"request","datatype":"BYTES","shape":[1],"data":["nonsense"]}]}""",
        "The document is not JSON"
    )]
    [InlineData(
        """{"inputs":[{"name":"request","datatype":"BYTES","shape":[2],"data":["{}","[]"]}]}""",
        "Document 1: The request is not what the pipeline 'p' takes"
    )]
    [InlineData("nonsense", "error")]
    public async Task Infer_Wrong_Is400(string body, string message)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await fleet.Gateway.PostAsync("/v2/models/p/infer", body);
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.TextAsync()).Should().StartWith("{\"error\":").And.Contain(message);
    }

    [Fact]
    public async Task Ready_AsLongAsEveryModelThatMustAnswerIs()
    {
        await using var fleet = await PipelineFleet.NewsroomAsync();
        using var ready = await fleet.Gateway.GetAsync("/v2/models/extract/ready");
        (await ready.TextAsync()).Should().Be("""{"name":"extract","ready":true}""");
        using var status = await fleet.Gateway.GetAsync("/v1/models/extract");
        (await status.TextAsync()).Should().Be("""{"name":"extract","ready":true}""");

        await ApplyAsync("topic");
        using var soft = await fleet.Gateway.GetAsync("/v2/models/extract/ready");
        soft.StatusCode.Should().Be(HttpStatusCode.OK, "it goes on without topic");

        await ApplyAsync("ner");
        using var not = await fleet.Gateway.GetAsync("/v2/models/extract/ready");
        not.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await not.TextAsync())
            .Should()
            .Be("""{"error":"Pipeline 'extract' waits: no replica of service 'ner' is ready."}""");
        using var index = await fleet.Gateway.PostAsync("/v2/repository/index");
        (await index.TextAsync()).Should().Contain("""{"name":"extract","state":"UNAVAILABLE","reason":"Pipeline""");
        using var notStatus = await fleet.Gateway.GetAsync("/v1/models/extract");
        (await notStatus.TextAsync()).Should().Be("""{"name":"extract","ready":false}""");

        Task ApplyAsync(string gone) =>
            fleet.Gateway.ApplyAsync(
                new()
                {
                    Generation = 2,
                    Services =
                    [
                        .. new[] { "ner", "topic", "facts" }.Select(name =>
                            name == gone
                                ? Tables.Service(name)
                                : Tables.Service(name, Tables.Revision(1, 1, fleet[name]))
                        ),
                    ],
                    Pipelines = [PipelineFleet.Route("extract", PipelineFleet.Newsroom)],
                }
            );
    }

    [Fact]
    public async Task Predict_Instances_AreDocuments()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await fleet.Gateway.PostAsync(
            "/v1/models/p:predict",
            """{"instances":[{"x":1},{"x":2}]}"""
        );
        (await response.TextAsync()).Should().Be("""{"predictions":[{"x":1},{"x":2}]}""");
        using var wrong = await fleet.Gateway.PostAsync("/v1/models/p:predict", """{"instances":{}}""");
        wrong.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Statistics_OfAPipeline_AreCounted()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        for (var i = 0; i < 3; i++)
        {
            if (i == 2)
                fleet["a"].Answer = PipelineFleet.Json("{}", 500);
            using var each = await fleet.Gateway.PostAsync("/models/p");
        }

        using var response = await fleet.Gateway.GetAsync("/v2/models/p/stats");
        var model = JsonNode.Parse(await response.TextAsync())!["model_stats"]![0]!;
        model["name"]!.GetValue<string>().Should().Be("p");
        model["inference_stats"]!["success"]!["count"]!.GetValue<int>().Should().Be(2);
        model["inference_stats"]!["success"]!["ns"]!.GetValue<long>().Should().BePositive();
        model["inference_stats"]!["fail"]!["count"]!.GetValue<int>().Should().Be(1);
    }

    [Theory]
    [InlineData("GET", "/v2/models/p/versions/2", 404, "has no version '2'")]
    [InlineData("GET", "/v2/models/p/infer", 405, "asked with POST")]
    [InlineData("DELETE", "/models/p", 405, "asked with POST")]
    [InlineData("GET", "/v2/models/p/config", 501, "is a pipeline")]
    [InlineData("POST", "/v1/models/p:classify", 501, "is a pipeline")]
    [InlineData("POST", "/models/p/labels/stable", 501, "is a pipeline")]
    public async Task Rest_WhatAPipelineIsNot_IsSaid(string method, string path, int status, string message)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var response = await fleet.Gateway.SendAsync(fleet.Gateway.Http, new HttpMethod(method), path, "{}");
        ((int)response.StatusCode).Should().Be(status);
        (await response.TextAsync()).Should().Contain(message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Grpc_AClient_AsksAPipelineAsAModel(string? compression)
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var channel = GrpcChannel.ForAddress(fleet.Gateway.GrpcAddress);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var cancellationToken = TestContext.Current.CancellationToken;

        var ready = await client.ModelReadyAsync(new() { Name = "p" }, cancellationToken: cancellationToken);
        ready.Ready.Should().BeTrue();
        var metadata = await client.ModelMetadataAsync(new() { Name = "p" }, cancellationToken: cancellationToken);
        metadata.Platform.Should().Be("slipway_pipeline");
        metadata.Inputs.Single().Name.Should().Be("request");

        var headers = compression is null ? null : new Metadata { { "grpc-internal-encoding-request", compression } };
        var answer = await client.ModelInferAsync(
            Request("p", """{"x":1}"""),
            headers,
            DateTime.UtcNow.AddMinutes(1),
            cancellationToken
        );
        answer.ModelName.Should().Be("p");
        answer.Id.Should().Be("9");
        answer.Outputs.Single().Name.Should().Be("response");
        answer.RawOutputContents.Single().ToByteArray().Should().Equal([7, 0, 0, 0, .. """{"x":1}"""u8]);
    }

    [Fact]
    public async Task Grpc_Failures_HaveTheStatusThatBelongsToThem()
    {
        await using var fleet = await PipelineFleet.StartAsync(["a"], ("p", Echo));
        using var channel = GrpcChannel.ForAddress(fleet.Gateway.GrpcAddress);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(channel);

        (await StatusAsync(Request("p", "nonsense"))).Should().Be(StatusCode.InvalidArgument);
        var versioned = Request("p", "{}");
        versioned.ModelVersion = "2";
        (await StatusAsync(versioned)).Should().Be(StatusCode.NotFound);
        fleet["a"].Answer = PipelineFleet.Json("{}", 503);
        (await StatusAsync(Request("p", "{}"))).Should().Be(StatusCode.Unavailable);
        fleet["a"].Answer = PipelineFleet.Json("{}", 500);
        (await StatusAsync(Request("p", "{}"))).Should().Be(StatusCode.Internal);
        fleet["a"].Answer = PipelineFleet.Json("{}", 504);
        (await StatusAsync(Request("p", "{}"))).Should().Be(StatusCode.DeadlineExceeded);

        var config = async () =>
            await client.ModelConfigAsync(
                new() { Name = "p" },
                cancellationToken: TestContext.Current.CancellationToken
            );
        (await config.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);

        async Task<StatusCode> StatusAsync(ModelInferRequest request)
        {
            var infer = async () =>
                await client.ModelInferAsync(request, cancellationToken: TestContext.Current.CancellationToken);
            return (await infer.Should().ThrowAsync<RpcException>()).Which.StatusCode;
        }
    }

    private static ModelInferRequest Request(string pipeline, string document) =>
        new()
        {
            ModelName = pipeline,
            Id = "9",
            Inputs =
            {
                new ModelInferRequest.Types.InferInputTensor
                {
                    Name = "request",
                    Datatype = "BYTES",
                    Shape = { 1 },
                    Contents = new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8(document) } },
                },
            },
        };
}
