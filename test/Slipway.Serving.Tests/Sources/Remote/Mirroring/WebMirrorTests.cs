using System.Security.Cryptography;
using Slipway.Errors;
using Slipway.Serving.Sources.Remote;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Mirroring;

/// <summary>Single files from a web server, well-behaved and not.</summary>
public sealed class WebMirrorTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ListLogger _log = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(300_000);
    private FileServer _server = null!;

    private string Placed =>
        Directory
            .GetFiles(_folder["cache"], "iris.onnx", SearchOption.AllDirectories)
            .Single(file => file.Contains("/content/", StringComparison.Ordinal));

    public async ValueTask InitializeAsync() => _server = await FileServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_Whole_IsPlacedUnderItsName()
    {
        await using var host = await StartAsync(_server.Add("a/iris.onnx", _content));
        host.Mirror.Plan!.Single.Should().Be("iris");
        (await ReadAsync()).Should().Equal(_content);
        host.Mirror.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task File_ConnectionsBreak_GoesOnWhereItWas()
    {
        foreach (var at in (long[])[0, 50_000, 50_000, 200_001])
        {
            _server.BreakAt.Enqueue(at);
        }

        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        (await ReadAsync()).Should().Equal(_content);
        var gets = _server.Requests.Where(request => request.Method == "GET").ToList();
        gets[0].Range.Should().BeEmpty();
        gets[^1].Range.Should().MatchRegex("^bytes=[1-9][0-9]*-$");
        gets.Should().OnlyContain(request => request.IfMatch.Length > 0);
    }

    [Fact]
    public async Task File_ServerIgnoresRange_StartsOver()
    {
        _server.IgnoresRange = true;
        _server.BreakAt.Enqueue(100_000);
        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        (await ReadAsync()).Should().Equal(_content);
    }

    [Fact]
    public async Task File_ServerIsBusy_IsAskedAgain()
    {
        foreach (var status in (int[])[503, 429, 500, 503])
        {
            _server.Statuses.Enqueue(status);
        }

        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        (await ReadAsync()).Should().Equal(_content);
    }

    [Fact]
    public async Task File_ChangesMidway_IsTakenWholeOrNotAtAll()
    {
        var fresh = RandomNumberGenerator.GetBytes(300_000);
        var address = _server.Add("iris.onnx", _content);
        var changed = false;
        _server.BreakAt.Enqueue(100_000);
        _server.BeforePiece = offset =>
        {
            if (offset > 0 && !changed)
            {
                changed = true;
                _server.Add("iris.onnx", fresh);
            }

            return Task.CompletedTask;
        };
        await using var host = await StartAsync(address);
        await host.UntilAsync(() => host.Mirror.Problems.Count == 0 && host.Files().Count == 1);
        (await ReadAsync()).Should().Equal(fresh);
    }

    [Theory]
    [InlineData(250_000)]
    [InlineData(350_000)]
    public async Task File_OtherLengthThanAnnounced_IsNotPlaced(int announced)
    {
        var address = _server.Add("iris.onnx", _content, "tag");
        _server.BeforeAnswer = context =>
        {
            if (context.Request.Method != "HEAD")
                return;
            context.Response.OnStarting(() =>
            {
                context.Response.ContentLength = announced;
                return Task.CompletedTask;
            });
        };
        await using var host = await StartAsync(address);
        host.Files().Should().BeEmpty();
        host.Mirror.Problems.Should().ContainKey("iris");
    }

    [Fact]
    public async Task File_Replaced_IsExchangedWhole()
    {
        var address = _server.Add("iris.onnx", _content);
        await using var host = await StartAsync(address);
        var fresh = RandomNumberGenerator.GetBytes(100_000);
        _server.Add("iris.onnx", fresh);
        await host.UntilAsync(() => new FileInfo(Placed).Length == fresh.Length);
        (await ReadAsync()).Should().Equal(fresh);
        Directory.GetFileSystemEntries(Path.Combine(host.Mirror.Folder.Root, "partial")).Should().BeEmpty();
    }

    [Fact]
    public async Task File_AnotherProcessesPartial_IsGoneOnWith()
    {
        var address = _server.Add("iris.onnx", _content);
        var halfway = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        _server.BeforePiece = offset =>
        {
            if (offset < 150_000)
                return Task.CompletedTask;
            halfway.TrySetResult();
            return never.Task;
        };
        var options = MirrorHost.Options(_folder);
        TransferProgress? progress = null;
        options.TransferStarted = started => progress = started;
        await using (MirrorHost.Start(address, options, _log))
        {
            await halfway.Task;
            while (progress!.Done < 100_000)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }

        var before = _server.Requests.Count;
        _server.BeforePiece = _ => Task.CompletedTask;
        never.SetResult();
        await using var host = await StartAsync(address);
        (await ReadAsync()).Should().Equal(_content);
        _server
            .Requests.Skip(before)
            .Single(request => request.Method == "GET")
            .Range.Should()
            .MatchRegex("^bytes=1[0-9]{5}-$");
    }

    [Fact]
    public async Task File_OfTheSameContentAfterARestart_IsNotFetchedAgain()
    {
        var address = _server.Add("iris.onnx", _content);
        await using (await StartAsync(address)) { }

        await using var host = await StartAsync(address);
        _server.Requests.Count(request => request.Method == "GET").Should().Be(1);
        host.Files().Should().ContainSingle();
    }

    [Theory]
    [InlineData("Repr-Digest", "sha-256=:{0}:")]
    [InlineData("Digest", "SHA-256={0}")]
    [InlineData("Content-Digest", "sha-256=:{0}:")]
    public async Task File_OtherDigestThanTheServerSays_IsThrownAway(string header, string value)
    {
        var wrong = Convert.ToBase64String(SHA256.HashData("another"u8));
        _server.BeforeAnswer = context => context.Response.Headers[header] = string.Format(null, value, wrong);
        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        host.Files().Should().BeEmpty();
        host.Mirror.Problems["iris"].Reason.Should().Be(RemoteException.Corrupt);
    }

    [Fact]
    public async Task File_OtherContentMd5_IsThrownAway()
    {
        _server.BeforeAnswer = context => context.Response.Headers.ContentMD5 = Convert.ToBase64String(new byte[16]);
        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        host.Mirror.Problems["iris"].Reason.Should().Be(RemoteException.Corrupt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_ChecksumInTheAddress_IsHeld(bool right)
    {
        var digest = Convert.ToHexString(SHA256.HashData(right ? _content : "another"u8.ToArray()));
        await using var host = await StartAsync(_server.Add("iris.onnx", _content) + "#sha256=" + digest);
        host.Files().Should().HaveCount(right ? 1 : 0);
        if (!right)
            host.Mirror.Problems["iris"].Reason.Should().Be(RemoteException.Corrupt);
    }

    [Fact]
    public async Task File_TooLargeByItsHeaders_IsNotBegun()
    {
        await using var host = await StartAsync(
            _server.Add("iris.onnx", _content),
            options => options.MaxModelBytes = 299_999
        );
        host.Mirror.Problems["iris"].Reason.Should().Be(RemoteException.TooLarge);
        _server.Requests.Should().NotContain(request => request.Method == "GET");
    }

    [Fact]
    public async Task File_DiskWithoutRoom_IsNotBegun()
    {
        var address = _server.Add("iris.onnx", _content);
        var options = new RemoteSourceOptions
        {
            CacheDirectory = _folder["cache"],
            RetryDelay = TimeSpan.FromMilliseconds(1),
            FreeBytes = _ => 1000,
        };
        await using var host = await MirrorHost.StartAsync(address, options, _log);
        host.Mirror.Problems["iris"].Reason.Should().Be(RemoteException.DiskFull);
        host.Mirror.Problems["iris"]
            .Message.Should()
            .Contain("300 kB")
            .And.Contain("1.00 kB")
            .And.Contain("--cache-dir");
        Directory.GetFileSystemEntries(Path.Combine(host.Mirror.Folder.Root, "staging")).Should().BeEmpty();
    }

    [Fact]
    public async Task File_NotThere_IsToldAndWhatIsHereStays()
    {
        var address = _server.Add("iris.onnx", _content);
        await using (await StartAsync(address)) { }

        _server.Remove("iris.onnx");
        await using var host = await StartAsync(address);
        host.Mirror.Failure!.Code.Should().Be(ServingErrorCode.NotFound);
        (await ReadAsync()).Should().Equal(_content);
        _log.Lines.Should().Contain(line => line.StartsWith("Warning") && line.Contains("stays served"));
    }

    [Fact]
    public async Task File_ServerGoneAtTheStart_LeavesWhatIsHere()
    {
        var address = _server.Add("iris.onnx", _content);
        await using (await StartAsync(address)) { }

        await _server.DisposeAsync();
        await using var host = await StartAsync(address);
        host.Mirror.Failure!.Reason.Should().Be(RemoteException.Unreachable);
        (await ReadAsync()).Should().Equal(_content);
    }

    [Fact]
    public async Task File_Credentials_GoToItsServerOnlyAndNowhereElse()
    {
        await using var other = await FileServer.StartAsync();
        var target = other.Add("moved.onnx", _content);
        _server.Add("iris.onnx", _content);
        _server.BeforeAnswer = context =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == "Bearer s3cret" ? 302 : 401;
            context.Response.Headers.Location = target;
        };
        await using var host = await StartAsync(
            $"{_server.Url}/iris.onnx?sig=qu3ry",
            environment: new() { ["SLIPWAY_HTTP_AUTHORIZATION"] = "Bearer s3cret" }
        );
        (await ReadAsync()).Should().Equal(_content);
        other.Requests.Should().OnlyContain(request => request.Authorization.Length == 0);
        string.Concat(_log.Lines).Should().NotContain("s3cret").And.NotContain("qu3ry");
    }

    [Fact]
    public async Task File_Refused_SaysHowToGiveCredentials()
    {
        _server.BeforeAnswer = context => context.Response.StatusCode = 401;
        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        host.Mirror.Failure!.Message.Should().Contain("401").And.Contain("SLIPWAY_HTTP_AUTHORIZATION");
    }

    [Fact]
    public async Task File_ServerWithoutHead_IsReadAllTheSame()
    {
        _server.RefusesHead = true;
        await using var host = await StartAsync(_server.Add("iris.onnx", _content));
        (await ReadAsync()).Should().Equal(_content);
    }

    [Fact]
    public async Task Mirror_HeldByAnother_IsMadeASecondTime()
    {
        var address = _server.Add("iris.onnx", _content);
        await using var first = await StartAsync(address);
        await using var second = await StartAsync(address);
        second.Mirror.Folder.Root.Should().Be(first.Mirror.Folder.Root + "-2");
        second.Files().Should().ContainSingle();
    }

    private Task<MirrorHost> StartAsync(
        string address,
        Action<RemoteSourceOptions>? change = null,
        Dictionary<string, string>? environment = null
    )
    {
        var options = MirrorHost.Options(_folder, environment);
        change?.Invoke(options);
        return MirrorHost.StartAsync(address, options, _log);
    }

    private Task<byte[]> ReadAsync() => File.ReadAllBytesAsync(Placed, TestContext.Current.CancellationToken);
}
