using Slipway.Deployment.Planning;

namespace Slipway.Deployment.Tests.Planning;

public sealed class ContentDigestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-").FullName;

    [Fact]
    public async Task Of_AFolder_ChangesWithWhatIsInItAndNotWithWhereItIs()
    {
        var first = Write("a", ("m.onnx", "1"), ("sub/x", "2"));
        var same = Write("b", ("sub/x", "2"), ("m.onnx", "1"));
        var renamed = Write("c", ("m2.onnx", "1"), ("sub/x", "2"));
        var changed = Write("d", ("m.onnx", "3"), ("sub/x", "2"));

        var digest = await OfAsync(first);

        digest.Should().MatchRegex("^sha256:[0-9a-f]{64}$").And.Be(await OfAsync(same));
        digest.Should().NotBe(await OfAsync(renamed)).And.NotBe(await OfAsync(changed));
        (await OfAsync(Path.Combine(first, "m.onnx"))).Should().Be(await OfAsync(Path.Combine(same, "m.onnx")));
    }

    [Fact]
    public Task Of_NothingThere_Throws() =>
        FluentActions
            .Awaiting(() => OfAsync(Path.Combine(_folder, "none")))
            .Should()
            .ThrowAsync<FileNotFoundException>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string folder, params (string Name, string Content)[] files)
    {
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(_folder, folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }

        return Path.Combine(_folder, folder);
    }

    private static Task<string> OfAsync(string path) =>
        ContentDigest.OfAsync(path, TestContext.Current.CancellationToken);
}
