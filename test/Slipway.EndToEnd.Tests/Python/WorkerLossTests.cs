using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Python;

/// <summary>Workers that are killed while the server answers: who notices, and who does not.</summary>
public sealed class WorkerLossTests : IAsyncLifetime
{
    private const int Requests = 1000;
    private const int Clients = 8;
    private const int Kills = 5;

    /// <summary>Answers with its input; below 0 it names its process in a file and never answers.</summary>
    private const string Code = """
        import os, time
        from slipway import Tensor

        class Model:
            def load(self, context):
                self.place = context.parameters["place"]
                if os.path.exists(os.path.join(self.place, "closed")):
                    raise RuntimeError("not before it is opened")
            def predict(self, x: Tensor["int64", 1]) -> {"y": Tensor["int64", 1]}:
                if x[0] < 0:
                    name = os.path.join(self.place, "held%d" % -x[0])
                    with open(name + ".new", "w") as file:
                        file.write(str(os.getpid()))
                    os.rename(name + ".new", name)
                    while True:
                        time.sleep(1)
                return {"y": x}
        """;

    private readonly TempFolder _repository = new();
    private readonly TempFolder _place = new();
    private ServerProcess _server = null!;
    private HttpClient _http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _repository.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Kill_OfWorkersAmongAThousandRequests_FailsExactlyThoseThatTheyHeld()
    {
        await StartAsync(workers: 3);
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var readiness = WatchReadinessAsync(watch.Token);
        var kills = Task.Run(KillOneAfterTheOtherAsync, Token);
        var next = 0;

        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(async _ =>
                {
                    // Not before the last worker has been killed, so that each dies among requests.
                    while (Interlocked.Increment(ref next) is var i && (i <= Requests || !kills.IsCompleted))
                    {
                        using var answer = await SendAsync(i);
                        var body = await answer.Content.ReadAsStringAsync(Token);
                        answer.StatusCode.Should().Be(HttpStatusCode.OK, body);
                        ValueOf(body).Should().Be(i);
                    }
                })
        );

        await kills;
        await watch.CancelAsync();
        (await readiness).Should().BePositive();
        next.Should().BeGreaterThan(Requests);
    }

    [Fact]
    public async Task Model_WithoutALivingWorker_IsNotReady()
    {
        await StartAsync(workers: 1);
        _place.Write("closed", "");
        await KillHolderAsync(1);

        await WaitForReadinessAsync("/v2/models/m/ready", HttpStatusCode.ServiceUnavailable, "not before it is opened");
        await WaitForReadinessAsync("/v2/health/ready", HttpStatusCode.ServiceUnavailable, "not before it is opened");
        var metrics = await _http.GetStringAsync("/metrics", Token);
        metrics.Split('\n').Should().ContainSingle(line => IsAvailability(line)).Which.Should().EndWith(" 0");
        metrics.Should().Contain("cause=\"no-worker\"");
        using var live = await _http.GetAsync("/v2/health/live", Token);
        live.StatusCode.Should().Be(HttpStatusCode.OK);

        File.Delete(_place["closed"]);
        await WaitForReadinessAsync("/v2/health/ready", HttpStatusCode.OK, "");
        using var answer = await SendAsync(7);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static bool IsAvailability(string line) =>
        line.StartsWith("slipway_model_available{", StringComparison.Ordinal);

    private async Task StartAsync(int workers)
    {
        _repository.Write("m/1/model.py", Code);
        _repository.Write(
            "m/model.yaml",
            $"parameters:\n  place: {_place.Path}\npython:\n  interpreter: /usr/bin/python3\n  workers: {workers}\n"
        );
        _server = await ServerProcess.StartAsync([_repository.Path]);
        _http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
    }

    // One at a time, and the next when the last has been replaced: so there is always one that lives.
    private async Task KillOneAfterTheOtherAsync()
    {
        for (var i = 1; i <= Kills; i++)
        {
            await KillHolderAsync(i);
            while (_server.Output.Split("was replaced").Length <= i)
            {
                await Task.Delay(10, Token);
            }
        }
    }

    private async Task KillHolderAsync(int number)
    {
        var held = SendAsync(-number);
        var file = _place[$"held{number}"];
        while (!File.Exists(file))
        {
            held.IsCompleted.Should().BeFalse();
            await Task.Delay(5, Token);
        }

        var process = int.Parse(await File.ReadAllTextAsync(file, Token), CultureInfo.InvariantCulture);
        Process.GetProcessById(process).Kill();

        using var answer = await held;
        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        var error = await answer.Content.ReadAsStringAsync(Token);
        error.Should().Contain("'m'").And.Contain("the Python worker that computed the request").And.Contain("SIGKILL");
    }

    private async Task<int> WatchReadinessAsync(CancellationToken cancellationToken)
    {
        var looks = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            using var ready = await _http.GetAsync("/v2/health/ready", Token);
            ready.StatusCode.Should().Be(HttpStatusCode.OK);
            looks++;
        }

        return looks;
    }

    private async Task WaitForReadinessAsync(string path, HttpStatusCode expected, string text)
    {
        while (true)
        {
            using var answer = await _http.GetAsync(path, Token);
            var body = await answer.Content.ReadAsStringAsync(Token);
            if (answer.StatusCode == expected && body.Contains(text, StringComparison.Ordinal))
                return;
            await Task.Delay(20, Token);
        }
    }

    private static long ValueOf(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("outputs")[0].GetProperty("data")[0].GetInt64();
    }

    private Task<HttpResponseMessage> SendAsync(long value) =>
        _http.PostAsync(
            "/v2/models/m/infer",
            new StringContent(
                $$"""{"inputs": [{"name": "x", "datatype": "INT64", "shape": [1], "data": [{{value}}]}]}""",
                Encoding.UTF8,
                "application/json"
            ),
            Token
        );
}
