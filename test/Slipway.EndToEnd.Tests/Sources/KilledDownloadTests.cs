using System.IO.Compression;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>
/// SIGKILL while a model is on its way: what the next start finds, with nobody to ask, is the old one or the new one,
/// whole.
/// </summary>
public sealed class KilledDownloadTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FileServer _files = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _files = await FileServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Kill_AtManyPointsOfADownload_LeavesTheOldOneAndIsGoneOnWith()
    {
        var old = AddingModel.Create(1);
        var address = _files.Add("adding.onnx", old);
        await using (var first = await StartAsync(address))
        {
            (await AddingModel.AskAsync(first, "adding", Token)).Should().Be(1);
            await first.KillAsync();
        }

        var fresh = AddingModel.Create(2, padding: 20_000_000);
        _files.Add("adding.onnx", fresh);
        foreach (var point in (int[])[0, 100_000, 9_000_000, 17_000_000, fresh.Length - 1000])
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var never = new TaskCompletionSource();
            _files.BeforePiece = offset =>
            {
                if (offset + (16 << 10) <= point)
                    return Task.CompletedTask;
                reached.TrySetResult();
                return never.Task;
            };
            await using var server = await StartAsync(address);
            (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(1, "the old one serves in the meantime");
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
            await server.KillAsync();
            never.SetResult();
            Placed("adding.onnx").Should().Equal(old);
        }

        _files.BeforePiece = _ => Task.CompletedTask;
        var before = _files.Requests.Count;
        await using var last = await StartAsync(address);
        await AddingModel.UntilAsync(last, "adding", 2, Token);
        Placed("adding.onnx").Should().Equal(fresh);
        var range = _files.Requests.Skip(before).First(request => request.Method == "GET").Range;
        range.Should().MatchRegex("^bytes=[0-9]{7,}-$", "the kills lost little of what had come");
    }

    [Fact]
    public async Task Kill_AroundThePlacing_LeavesFilesOfOneVersionOnly()
    {
        var address = _files.Add("adding.zip", Archive(1));
        await using (var first = await StartAsync(address))
        {
            await first.KillAsync();
        }

        var random = new Random(1);
        for (var version = 2; version < 9; version++)
        {
            _files.Add("adding.zip", Archive(version));
            // Whenever it comes, from the archive's arrival to long after the exchange, the outcome must hold.
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _files.BeforePiece = _ =>
            {
                arrived.TrySetResult();
                return Task.CompletedTask;
            };
            await using var server = ServerProcess.Launch([address], Arguments());
            await arrived.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
            await Task.Delay(random.Next(60), Token);
            await server.KillAsync();

            var found = Markers();
            found.Should().HaveCount(40).And.OnlyContain(marker => marker == found[0]);
            found[0].Should().BeOneOf($"{version}", $"{version - 1}");

            // The same archive again, in case that it was not placed: the next one is compared with it.
            await using var next = await StartAsync(address);
            await AddingModel.UntilAsync(next, "adding", version, Token);
            await next.KillAsync();
        }
    }

    [Fact]
    public async Task Start_WithNobodyToAsk_ServesWhatIsHere()
    {
        var address = _files.Add("adding.onnx", AddingModel.Create(4));
        await using (var first = await StartAsync(address))
        {
            await first.KillAsync();
        }

        await _files.DisposeAsync();
        await using var server = await StartAsync(address);
        (await AddingModel.AskAsync(server, "adding", Token)).Should().Be(4);
        server.Output.Should().Contain("remote-unreachable");
    }

    [Fact]
    public async Task Start_WithNothingHere_IsNotReadyUntilTheModelComes()
    {
        _files.BeforeAnswer = context => context.Response.StatusCode = 404;
        var address = _files.Add("adding.onnx", AddingModel.Create(4));
        await using var server = ServerProcess.Launch([address + "?sig=s3cret"], Arguments());
        await UntilOutputAsync(server, "not ready");
        server.Output.Should().Contain("does not exist").And.NotContain("s3cret");
    }

    private static async Task UntilOutputAsync(ServerProcess server, string expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!server.Output.Contains(expected, StringComparison.Ordinal))
        {
            if (server.HasExited || limit.IsCancellationRequested)
                Assert.Fail($"It never says '{expected}':\n{server.Output}");
            await Task.Delay(20, Token);
        }
    }

    // A model and forty files that say which version they are of.
    private static byte[] Archive(int version)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using (var model = zip.CreateEntry("1/model.onnx").Open())
            {
                model.Write(AddingModel.Create(version));
            }

            for (var i = 0; i < 40; i++)
            {
                using var marker = new StreamWriter(zip.CreateEntry($"1/marker-{i}.txt").Open());
                marker.Write(version);
            }
        }

        return bytes.ToArray();
    }

    private string[] Arguments() =>
        ["--http-port", "0", "--grpc-port", "0", "--cache-dir", _folder["cache"], "--remote-poll-seconds", "1"];

    private Task<ServerProcess> StartAsync(string address) =>
        ServerProcess.StartAsync(address, "--cache-dir", _folder["cache"], "--remote-poll-seconds", "1");

    private byte[] Placed(string file) => File.ReadAllBytes(InContent(file).Single());

    private string[] Markers() => [.. InContent("marker-*.txt").Select(File.ReadAllText)];

    private IEnumerable<string> InContent(string pattern) =>
        Directory
            .GetFiles(_folder["cache"], pattern, SearchOption.AllDirectories)
            .Where(file => file.Contains("/content/", StringComparison.Ordinal));
}
