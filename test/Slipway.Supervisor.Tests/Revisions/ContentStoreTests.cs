using Slipway.Supervisor.Revisions;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Revisions;

public sealed class ContentStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Source => Path.Combine(_folder.Path, "models", "iris");

    private ContentStore Store => new(Path.Combine(_folder.Path, "contents"));

    public ContentStoreTests()
    {
        Directory.CreateDirectory(Path.Combine(Source, "requests"));
        File.WriteAllText(Path.Combine(Source, "model.onnx"), "weights");
        File.WriteAllText(Path.Combine(Source, "requests", "a.json"), "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_Folder_IsCopiedWholeUnderItsName()
    {
        var (digest, path) = await Store.AddAsync(Source, CancellationToken.None);
        digest.Should().MatchRegex("^sha256:[0-9a-f]{64}$");
        Path.GetFileName(path).Should().Be("iris");
        File.ReadAllText(Path.Combine(path, "requests", "a.json")).Should().Be("{}");
    }

    [Fact]
    public async Task Add_WrittenOverAfterwards_CopyStaysAsItWas()
    {
        var (digest, path) = await Store.AddAsync(Source, CancellationToken.None);
        File.WriteAllText(Path.Combine(Source, "model.onnx"), "other weights");
        var (other, _) = await Store.AddAsync(Source, CancellationToken.None);
        other.Should().NotBe(digest);
        File.ReadAllText(Path.Combine(path, "model.onnx")).Should().Be("weights");
    }

    [Fact]
    public async Task Add_TheSameAgain_IsKeptOnce()
    {
        var first = await Store.AddAsync(Source, CancellationToken.None);
        var second = await Store.AddAsync(Source + "/", CancellationToken.None);
        second.Should().Be(first);
        Directory.GetDirectories(Path.Combine(_folder.Path, "contents")).Should().ContainSingle();
    }

    [Fact]
    public async Task Add_OneFile_IsCopied()
    {
        var (_, path) = await Store.AddAsync(Path.Combine(Source, "model.onnx"), CancellationToken.None);
        Path.GetFileName(path).Should().Be("model.onnx");
        File.ReadAllText(path).Should().Be("weights");
    }

    [Fact]
    public async Task Add_TheSameBytesUnderAnotherName_AreThereUnderBoth()
    {
        var other = Path.Combine(_folder.Path, "other.onnx");
        File.Copy(Path.Combine(Source, "model.onnx"), other);
        var first = await Store.AddAsync(Path.Combine(Source, "model.onnx"), CancellationToken.None);
        var second = await Store.AddAsync(other, CancellationToken.None);
        second.Digest.Should().Be(first.Digest);
        File.ReadAllText(first.Path).Should().Be("weights");
        File.ReadAllText(second.Path).Should().Be("weights");
        Path.GetFileName(second.Path).Should().Be("other.onnx");
    }

    [Fact]
    public async Task Add_NotThere_SaysSoAndLeavesNothing()
    {
        var act = () => Store.AddAsync(Path.Combine(_folder.Path, "nothing"), CancellationToken.None);
        (await act.Should().ThrowAsync<FileNotFoundException>()).WithMessage("*nothing is not there*");
        Directory.Exists(Path.Combine(_folder.Path, "contents")).Should().BeFalse();
    }

    [Fact]
    public async Task Keep_SomeDigests_DeletesTheOthers()
    {
        var (digest, path) = await Store.AddAsync(Source, CancellationToken.None);
        File.WriteAllText(Path.Combine(Source, "model.onnx"), "other weights");
        var (_, other) = await Store.AddAsync(Source, CancellationToken.None);
        Store.Keep(new HashSet<string> { digest });
        Directory.Exists(path).Should().BeTrue();
        Directory.Exists(other).Should().BeFalse();
    }
}
