using System.Net;
using System.Text.Json.Nodes;
using Google.Protobuf.Collections;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.SharedMemory;

/// <summary>Tensors in memory that this process maps and the server, another process, reads and writes.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class SharedMemoryTests : IDisposable
{
    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _grpc;
    private readonly SharedMemoryObject _inputs;
    private readonly SharedMemoryObject _outputs;
    private readonly string _name = $"r{Guid.NewGuid():N}";

    public SharedMemoryTests(ModelsFixture models)
    {
        Assert.SkipUnless(SharedMemoryObject.IsSupported, "POSIX shared memory is served on Linux");
        _http = models.Http;
        _channel = GrpcChannel.ForAddress(models.Server.GrpcUrl);
        _grpc = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        _inputs = new SharedMemoryObject(128);
        _outputs = new SharedMemoryObject(128);
        _inputs.Write<int>(0, [.. Enumerable.Range(0, 16)]);
        _inputs.Write<int>(64, [.. Enumerable.Repeat(1, 16)]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string In => _name + "in";

    private string Out => _name + "out";

    public void Dispose()
    {
        _channel?.Dispose();
        _inputs?.Dispose();
        _outputs?.Dispose();
    }

    [Fact]
    public async Task Rest_RegisterInferStatusUnregister_AsTritonsClientDoes()
    {
        await PostAsync("/v2/cudasharedmemory/unregister", "");
        await RegisterAsync();

        var answer = await PostAsync("/v2/models/simple/infer", RestRequest());

        answer["outputs"]!
            .ToJsonString()
            .Should()
            .Be(
                """[{"name":"OUTPUT0","datatype":"INT32","shape":[1,16]},{"name":"OUTPUT1","datatype":"INT32","shape":[1,16]}]"""
            );
        AssertComputed();
        (await GetAsync($"/v2/systemsharedmemory/region/{In}/status"))
            .ToJsonString()
            .Should()
            .Be($$"""[{"name":"{{In}}","key":"{{_inputs.Key}}","offset":0,"byte_size":128}]""");
        (await GetAsync("/v2/systemsharedmemory/status")).AsArray().Count.Should().BeGreaterThanOrEqualTo(2);
        (await GetAsync("/v2/cudasharedmemory/status")).AsArray().Should().BeEmpty();

        await UnregisterAsync();
        var gone = await Refused("/v2/models/simple/infer", RestRequest());
        gone.Status.Should().Be(HttpStatusCode.NotFound);
        gone.Error.Should().ContainAll("INPUT0", $"Unable to find shared memory region: '{In}'");
    }

    [Fact]
    public async Task Grpc_RegisterInferStatusUnregister_AsTritonsClientDoes()
    {
        await _grpc.CudaSharedMemoryUnregisterAsync(new CudaSharedMemoryUnregisterRequest(), cancellationToken: Token);
        await _grpc.SystemSharedMemoryRegisterAsync(Register(In, _inputs), cancellationToken: Token);
        await _grpc.SystemSharedMemoryRegisterAsync(Register(Out, _outputs), cancellationToken: Token);

        var answer = await _grpc.ModelInferAsync(GrpcRequest(), cancellationToken: Token);

        answer.Outputs.Select(output => output.Name).Should().Equal("OUTPUT0", "OUTPUT1");
        answer.Outputs[0].Shape.Should().Equal(1, 16);
        answer.RawOutputContents.Should().HaveCount(2).And.OnlyContain(content => content.IsEmpty);
        AssertComputed();
        var status = await _grpc.SystemSharedMemoryStatusAsync(
            new SystemSharedMemoryStatusRequest { Name = In },
            cancellationToken: Token
        );
        status.Regions[In].Key.Should().Be(_inputs.Key);
        status.Regions[In].ByteSize.Should().Be(128);

        var again = () =>
            _grpc.SystemSharedMemoryRegisterAsync(Register(In, _inputs), cancellationToken: Token).ResponseAsync;
        (await again.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.AlreadyExists);

        await _grpc.SystemSharedMemoryUnregisterAsync(
            new SystemSharedMemoryUnregisterRequest { Name = In },
            cancellationToken: Token
        );
        var gone = () => _grpc.ModelInferAsync(GrpcRequest(), cancellationToken: Token).ResponseAsync;
        (await gone.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);
    }

    [Fact]
    public async Task Stream_TensorsInSharedMemory_AreComputed()
    {
        await RegisterAsync();
        using var stream = _grpc.ModelStreamInfer(cancellationToken: Token);

        await stream.RequestStream.WriteAsync(GrpcRequest(), Token);
        await stream.RequestStream.CompleteAsync();

        (await stream.ResponseStream.MoveNext(Token)).Should().BeTrue();
        stream.ResponseStream.Current.ErrorMessage.Should().BeEmpty();
        AssertComputed();
        (await stream.ResponseStream.MoveNext(Token)).Should().BeFalse();
    }

    [Fact]
    public async Task Infer_RegionTooSmallOrOutside_SaysSo()
    {
        await RegisterAsync();

        var outside = await Refused("/v2/models/simple/infer", RestRequest(inputOffset: 65));
        outside.Status.Should().Be(HttpStatusCode.BadRequest);
        outside.Error.Should().ContainAll("INPUT1", "offset 65", "128 bytes");
        var small = await Refused("/v2/models/simple/infer", RestRequest(outputSize: 60));
        small.Status.Should().Be(HttpStatusCode.BadRequest);
        small.Error.Should().ContainAll("OUTPUT0", "60 bytes", "64");
        var register = await Refused(
            $"/v2/systemsharedmemory/region/{_name}/register",
            $$"""{"key":"{{_inputs.Key}}","offset":100,"byte_size":100}"""
        );
        register.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Infer_MemoryTruncatedAfterRegistering_IsAnErrorAndTheServerLivesOn()
    {
        await RegisterAsync();
        _inputs.Truncate(0);
        var inputs = await Refused("/v2/models/simple/infer", RestRequest());
        inputs.Status.Should().Be(HttpStatusCode.BadRequest);
        inputs.Error.Should().ContainAll("INPUT0", "smaller");

        _inputs.Truncate(128);
        _outputs.Truncate(0);
        var outputs = await Refused("/v2/models/simple/infer", RestRequest());
        outputs.Error.Should().ContainAll("OUTPUT0", "smaller");

        using var live = await _http.GetAsync("/v2/health/live", Token);
        live.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Register_FromAPage_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/systemsharedmemory/region/{In}/register")
        {
            Content = new StringContent($$"""{"key":"{{_inputs.Key}}","byte_size":128}"""),
        };
        request.Headers.Add("Origin", "http://localhost:8080");
        using var response = await _http.SendAsync(request, Token);
        response.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
    }

    [Fact]
    public async Task Register_WhereItIsOff_NamesTheOption()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"), "--shared-memory", "off");
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        using var body = new StringContent($$"""{"key":"{{_inputs.Key}}","byte_size":128}""");
        using var response = await http.PostAsync("/v2/systemsharedmemory/region/r/register", body, Token);
        response.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        (await response.Content.ReadAsStringAsync(Token)).Should().Contain("--shared-memory on");
        using var unregister = await http.PostAsync("/v2/systemsharedmemory/unregister", null, Token);
        unregister.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static SystemSharedMemoryRegisterRequest Register(string name, SharedMemoryObject memory) =>
        new()
        {
            Name = name,
            Key = memory.Key,
            ByteSize = 128,
        };

    private async Task RegisterAsync()
    {
        await PostAsync(
            $"/v2/systemsharedmemory/region/{In}/register",
            $$"""{"key":"{{_inputs.Key}}","offset":0,"byte_size":128}"""
        );
        await PostAsync(
            $"/v2/systemsharedmemory/region/{Out}/register",
            $$"""{"key":"{{_outputs.Key}}","byte_size":128}"""
        );
    }

    private async Task UnregisterAsync()
    {
        await PostAsync($"/v2/systemsharedmemory/region/{In}/unregister", "");
        await PostAsync($"/v2/systemsharedmemory/region/{Out}/unregister", "");
    }

    private void AssertComputed()
    {
        _outputs.Read<int>(0, 16).Should().Equal(Enumerable.Range(0, 16).Select(i => i + 1));
        _outputs.Read<int>(64, 16).Should().Equal(Enumerable.Range(0, 16).Select(i => i - 1));
    }

    private string RestRequest(int inputOffset = 64, int outputSize = 64) =>
        $$"""
            {"inputs":[
              {"name":"INPUT0","shape":[1,16],"datatype":"INT32","parameters":{"shared_memory_region":"{{In}}","shared_memory_byte_size":64} },
              {"name":"INPUT1","shape":[1,16],"datatype":"INT32","parameters":{"shared_memory_region":"{{In}}","shared_memory_byte_size":64,"shared_memory_offset":{{inputOffset}} } }],
             "outputs":[
              {"name":"OUTPUT0","parameters":{"shared_memory_region":"{{Out}}","shared_memory_byte_size":{{outputSize}} } },
              {"name":"OUTPUT1","parameters":{"shared_memory_region":"{{Out}}","shared_memory_byte_size":64,"shared_memory_offset":64} }]}
            """;

    private ModelInferRequest GrpcRequest()
    {
        var request = new ModelInferRequest { ModelName = "simple" };
        for (var i = 0; i < 2; i++)
        {
            var input = new ModelInferRequest.Types.InferInputTensor { Name = $"INPUT{i}", Datatype = "INT32" };
            input.Shape.Add([1, 16]);
            Place(input.Parameters, In, 64 * i);
            request.Inputs.Add(input);
            var output = new ModelInferRequest.Types.InferRequestedOutputTensor { Name = $"OUTPUT{i}" };
            Place(output.Parameters, Out, 64 * i);
            request.Outputs.Add(output);
        }

        return request;
    }

    private static void Place(MapField<string, InferParameter> parameters, string region, long offset)
    {
        parameters["shared_memory_region"] = new InferParameter { StringParam = region };
        parameters["shared_memory_byte_size"] = new InferParameter { Int64Param = 64 };
        parameters["shared_memory_offset"] = new InferParameter { Int64Param = offset };
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(path, Token))!;

    private async Task<JsonObject> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await _http.PostAsync(path, content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    private async Task<(HttpStatusCode Status, string Error)> Refused(string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await _http.PostAsync(path, content, Token);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!;
        return (response.StatusCode, (string)answer["error"]!);
    }
}
