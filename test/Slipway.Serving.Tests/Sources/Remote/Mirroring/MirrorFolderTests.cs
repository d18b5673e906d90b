using Slipway.Serving.Sources.Remote;
using Slipway.Serving.Sources.Remote.Mirroring;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Sources.Remote.Mirroring;

public sealed class MirrorFolderTests : IDisposable
{
    private readonly TempFolder _cache = new();
    private readonly ListLogger _log = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Place_OverAnother_IsNeverSeenHalfDone()
    {
        using var folder = Open();
        folder.Place("iris", Stage(folder, 0));
        var path = Path.Combine(folder.FolderOf("iris"), "model.onnx");
        using var done = new CancellationTokenSource();
        var reader = Task.Run(
            () =>
            {
                var reads = 0;
                for (var last = 0; !done.IsCancellationRequested; reads++)
                {
                    var seen = int.Parse(File.ReadAllText(path), null);
                    seen.Should().BeGreaterThanOrEqualTo(last);
                    last = seen;
                }

                return reads;
            },
            TestContext.Current.CancellationToken
        );
        for (var version = 1; version <= 300; version++)
        {
            folder.Place("iris", Stage(folder, version));
        }

        await done.CancelAsync();
        (await reader).Should().BePositive();
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Should().Be("300");
    }

    [Fact]
    public void Open_AfterAnExchangeInTwoStepsThatEndedHalfway_HasTheOldOne()
    {
        string root;
        using (var folder = Open())
        {
            root = folder.Root;
        }

        _cache.Write(Path.Combine(root, "staging", "old-iris", "model.onnx"), "old");
        _cache.Write(Path.Combine(root, "staging", "half", "model.onnx"), "half");
        using var again = Open();
        File.ReadAllText(Path.Combine(again.FolderOf("iris"), "model.onnx")).Should().Be("old");
        Directory.EnumerateFileSystemEntries(Path.Combine(root, "staging")).Should().BeEmpty();
    }

    [Fact]
    public void Open_CacheFolderThatCannotBeWritten_SaysHowToNameAnother()
    {
        var file = _cache.Write("file", "x");
        var open = () => Open(new RemoteSourceOptions { CacheDirectory = file });
        open.Should().Throw<Slipway.Errors.ServingException>().Which.Message.Should().Contain("--cache-dir");
    }

    [Fact]
    public void Open_NoCacheFolderToBeHad_TakesATemporaryOneThatGoesAgain()
    {
        var file = _cache.Write("file", "x");
        string root;
        using (
            var folder = Open(new RemoteSourceOptions { Environment = name => name == "XDG_CACHE_HOME" ? file : null })
        )
        {
            root = folder.Root;
            Directory.Exists(folder.Content).Should().BeTrue();
            _log.Lines.Should().ContainSingle(line => line.Contains("--cache-dir"));
        }

        Directory.Exists(root).Should().BeFalse();
    }

    private static string Stage(MirrorFolder folder, int version)
    {
        var staged = folder.NewStaging();
        File.WriteAllText(Path.Combine(staged, "model.onnx"), $"{version}");
        return staged;
    }

    private MirrorFolder Open(RemoteSourceOptions? options = null) =>
        MirrorFolder.Open(
            RemoteLocation.Parse("s3://bucket/prefix", allowHttp: false),
            "key",
            options ?? MirrorHost.Options(_cache),
            _log
        );
}
