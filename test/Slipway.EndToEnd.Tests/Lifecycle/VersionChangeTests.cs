using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Slipway.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Lifecycle;

/// <summary>Versions that come, go and are replaced under a running server.</summary>
public sealed class VersionChangeTests : IDisposable
{
    private const string NameThatIsTooLong =
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FiftyReplacements_UnderConstantLoad_FailNoRequestAndMixNoVersions()
    {
        Publish(1, 1);
        await using var server = await ServerProcess.StartAsync(_folder["plus"], "--settle-seconds", "0");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var seen = new ConcurrentDictionary<long, int>();
        var grpc = server.GrpcUrl.Replace("http://", "grpc://", StringComparison.Ordinal);
        string[] clients = [server.HttpUrl, server.HttpUrl, grpc, grpc];
        var load = clients.Select(url => Task.Run(() => AskAsync(url, seen, stop.Token), Token)).ToList();

        await UntilAsync(() => seen.ContainsKey(1), load);
        for (var version = 2; version <= 51; version++)
        {
            Publish(version, version);
            await UntilAsync(() => seen.ContainsKey(version), load);
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        seen.Keys.Should().Contain(Enumerable.Range(1, 51).Select(version => (long)version));
    }

    [Fact]
    public async Task SameVersion_ReplacedInPlace_AnswersWithTheNewContentAndNothingBetween()
    {
        Publish(1, 10);
        await using var server = await ServerProcess.StartAsync(_folder["plus"], "--settle-seconds", "0");
        await using var client = InferenceClient.Create(server.HttpUrl);
        (await AddedAsync(client, new ModelSelector("plus"))).Should().Be(10);
        _folder.Model("plus/.next/model.onnx", TestModels.Plus(20));
        File.Move(_folder["plus/.next/model.onnx"], _folder["plus/1/model.onnx"], overwrite: true);
        float added;
        do
        {
            added = await AddedAsync(client, new ModelSelector("plus"));
            added.Should().BeOneOf(10, 20);
        } while (added != 20);
    }

    [Fact]
    public async Task HalfCopiedVersion_IsNotLoadedUntilItsMarkerGoes()
    {
        Publish(1, 1);
        await using var server = await ServerProcess.StartAsync(_folder["plus"], "--settle-seconds", "0");
        _folder.Write("plus/2/.incomplete", "");
        _folder.Model("plus/2/model.onnx", TestModels.Plus(2));
        Publish(3, 3);
        await using var client = InferenceClient.Create(server.HttpUrl);
        await UntilAsync(async () => await AddedAsync(client, new ModelSelector("plus")) == 3);
        Directory.Delete(_folder["plus/3"], recursive: true);
        await UntilAsync(async () => await AddedAsync(client, new ModelSelector("plus")) == 1);
        File.Delete(_folder["plus/2/.incomplete"]);
        await UntilAsync(async () => await AddedAsync(client, new ModelSelector("plus")) == 2);
    }

    [Fact]
    public async Task BrokenRelease_OldKeepsServing_AndTheRepairLoadsByItself()
    {
        Publish(1, 1);
        _folder.Write("plus/2/model.onnx", "this is no model");
        await using var server = await ServerProcess.StartAsync(_folder["plus"], "--settle-seconds", "0");
        await using var client = InferenceClient.Create(server.HttpUrl);
        (await AddedAsync(client, new ModelSelector("plus"))).Should().Be(1);
        var failed = await this.Awaiting(_ => AddedAsync(client, new ModelSelector("plus", 2)))
            .Should()
            .ThrowAsync<ServingException>();
        failed.Which.Message.Should().Contain("version 2").And.Contain("failed to load");
        server.Output.Should().Contain("failed to load (");

        using var http = new HttpClient();
        var metrics = await http.GetStringAsync($"{server.HttpUrl}/metrics", Token);
        metrics.Should().MatchRegex("slipway_model_loads_total\\{[^}]*result=\"(?!loaded)[a-z-]+\"");
        await using var repository = InferenceClient.CreateRepository(new Uri(server.HttpUrl));
        var entry = (await repository.IndexAsync(Token)).Single(entry => entry.Version == "2");
        entry.State.Should().Be("UNAVAILABLE");
        entry.Cause.Should().NotBeNullOrEmpty();
        entry.Reason.Should().NotBeNullOrEmpty();

        _folder.Model("plus/2/model.onnx", TestModels.Plus(2));
        await UntilAsync(async () => await AddedAsync(client, new ModelSelector("plus")) == 2);
    }

    [Fact]
    public async Task OnDemandModels_WithinABudget_EvictEachOtherAndAllAnswer()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _folder.Model($"{name}/1/model.onnx", TestModels.Plus(name[0]));
            _folder.Write($"{name}/model.yaml", "load: on-demand\nmemory_bytes: 10000000");
        }

        await using var server = await ServerProcess.StartAsync(_folder.Path, "--memory-budget", "20MB");
        await using var client = InferenceClient.Create(server.HttpUrl);
        foreach (var name in (string[])["a", "b", "c", "a", "c", "b"])
        {
            (await AddedAsync(client, new ModelSelector(name))).Should().Be(name[0]);
        }

        server.Output.Should().Contain("Evicting model");
        await using var repository = InferenceClient.CreateRepository(new Uri(server.HttpUrl));
        (await repository.IndexAsync(Token)).Count(entry => entry.State == "READY").Should().Be(2);
    }

    [Fact]
    public async Task Management_OffByDefault_RefusesOrdersButShowsTheIndex()
    {
        Publish(1, 1);
        await using var server = await ServerProcess.StartAsync(_folder["plus"]);
        await using var repository = InferenceClient.CreateRepository(new Uri(server.HttpUrl));
        (await repository.IndexAsync(Token)).Should().ContainSingle().Which.State.Should().Be("READY");
        await repository
            .Awaiting(r => r.UnloadAsync("plus", cancellationToken: Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*--management inference*");
    }

    [Fact]
    public async Task Management_OnInference_LoadsUnloadsAndLabels()
    {
        Publish(1, 1);
        Publish(2, 2);
        _folder.Write("plus/model.yaml", "versions: { all: true }");
        await using var server = await ServerProcess.StartAsync(_folder["plus"], "--management", "inference");
        await using var client = InferenceClient.Create(server.HttpUrl);
        await using var repository = InferenceClient.CreateRepository(new Uri(server.HttpUrl));

        await repository.SetLabelAsync("plus", "stable", 1, Token);
        (await repository.IndexAsync(Token)).Single(entry => entry.Version == "1").Labels.Should().Equal("stable");
        await repository
            .Awaiting(r => r.SetLabelAsync("plus", "stable", 9, Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*no version 9*");

        await repository.UnloadAsync("plus", cancellationToken: Token);
        (await client.IsModelReadyAsync("plus", cancellationToken: Token)).Should().BeFalse();
        (await repository.IndexAsync(Token)).Should().Contain(entry => entry.Reason == "unloaded");
        await repository.LoadAsync("plus", Token);
        (await AddedAsync(client, new ModelSelector("plus"))).Should().Be(2);

        await repository
            .Awaiting(r => r.UnloadAsync("nope", cancellationToken: Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*failed to unload 'nope'*There are: plus*");
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.OK, "")]
    [InlineData(
        """{"parameters":{"config":"{\"max_batch_size\":0,\"version_policy\":{\"specific\":{\"versions\":[1]}}}"}}""",
        HttpStatusCode.OK,
        ""
    )]
    [InlineData("""{"parameters":{"config":"{not json"}}""", HttpStatusCode.BadRequest, "failed to load 'plus'")]
    [InlineData("""{"parameters":{"config":"{\"max_batch\":1}"}}""", HttpStatusCode.BadRequest, "max_batch")]
    [InlineData("""{"parameters":{"file:1/model.onnx":"AAAA"}}""", HttpStatusCode.NotImplemented, "file:1/model.onnx")]
    [InlineData(
        $$$"""{"parameters":{"config":"{}","file:{{{NameThatIsTooLong}}}":"YQ=="}}""",
        HttpStatusCode.InternalServerError,
        "failed to poll from model repository"
    )]
    public async Task Load_WithParameters_TakesAConfigurationAndNamesWhatItDoesNot(
        string body,
        HttpStatusCode expected,
        string words
    )
    {
        Publish(1, 1);
        await using var server = await ServerProcess.StartAsync(_folder["plus"], "--management", "inference");
        using var http = new HttpClient();
        using var content = new StringContent(body);
        using var response = await http.PostAsync($"{server.HttpUrl}/v2/repository/models/plus/load", content, Token);
        response.StatusCode.Should().Be(expected);
        (await response.Content.ReadAsStringAsync(Token)).Should().Match($"*{words}*");
        await using var client = InferenceClient.Create(server.HttpUrl);
        (await AddedAsync(client, new ModelSelector("plus"))).Should().Be(1);
    }

    [Fact]
    public async Task Management_OnAListener_TakesOrdersThereOnly()
    {
        Publish(1, 1);
        var port = FreePort();
        await using var server = await ServerProcess.StartAsync(
            _folder["plus"],
            "--management",
            port.ToString(CultureInfo.InvariantCulture)
        );
        await using var inference = InferenceClient.CreateRepository(new Uri(server.HttpUrl));
        await inference
            .Awaiting(r => r.UnloadAsync("plus", cancellationToken: Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("*management listener only*");
        await using var management = InferenceClient.CreateRepository(new Uri($"http://127.0.0.1:{port}"));
        await management.UnloadAsync("plus", cancellationToken: Token);
        (await inference.IndexAsync(Token)).Should().OnlyContain(entry => entry.State != "READY");
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // What the version adds must be what the version's name says: an answer from two versions would not fit.
    private static async Task AskAsync(string url, ConcurrentDictionary<long, int> seen, CancellationToken stop)
    {
        await using var client = InferenceClient.Create(url, new InferenceClientOptions { Retry = RetryOptions.None });
        while (!stop.IsCancellationRequested)
        {
            using var request = Request(new ModelSelector("plus"));
            using var response = await client.InferAsync(request, Token);
            var version = long.Parse(response.ModelVersion, CultureInfo.InvariantCulture);
            foreach (var (value, i) in response.Outputs[0].Tensor.AsSpan<float>().ToArray().Select((v, i) => (v, i)))
            {
                value.Should().Be(i + version);
            }

            seen.AddOrUpdate(version, 1, (_, count) => count + 1);
        }
    }

    private static async Task<float> AddedAsync(IInferenceClient client, ModelSelector model)
    {
        using var request = Request(model);
        using var response = await client.InferAsync(request, Token);
        return response.Outputs[0].Tensor.AsSpan<float>()[0];
    }

    private static InferenceRequest Request(ModelSelector model)
    {
        var request = new InferenceRequest { Model = model };
        float[] values = [.. Enumerable.Range(0, 64).Select(i => (float)i)];
        request.Inputs.Add(new NamedTensor("x", Tensor.From<float>(values, new TensorShape(values.Length))));
        return request;
    }

    private static async Task UntilAsync(Func<bool> condition, IReadOnlyList<Task> load)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!condition())
        {
            // A client that has failed tells more than a wait that ends.
            if (load.FirstOrDefault(task => task.IsCompleted) is { } ended)
                await ended;
            await Task.Delay(5, limit.Token);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private void Publish(int version, float constant)
    {
        _folder.Model("plus/.next/model.onnx", TestModels.Plus(constant));
        Directory.Move(_folder["plus/.next"], _folder[$"plus/{version}"]);
    }
}
