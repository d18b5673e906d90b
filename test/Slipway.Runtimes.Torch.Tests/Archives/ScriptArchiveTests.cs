using System.Buffers.Binary;
using Slipway.Errors;
using Slipway.Runtimes.Torch.Archives;
using Slipway.Runtimes.Torch.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Torch.Tests.Archives;

/// <summary>Files that are no model, or a hostile one: refused before libtorch sees them, so none of this needs it.</summary>
public sealed class ScriptArchiveTests : IDisposable
{
    private const string Forward = """
        def forward(self: __torch__.Net,
            x: Tensor) -> Tensor:
          return torch.tanh(x)
        """;

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Crc32_OfTheCheckString_IsTheKnownOne()
    {
        var whole = new Crc32();
        whole.Append("123456789"u8);
        var parts = new Crc32();
        parts.Append("1"u8);
        parts.Append("23456789"u8);

        whole.Value.Should().Be(0xCBF43926);
        parts.Value.Should().Be(whole.Value);
    }

    [Fact]
    public void Open_Archive_TellsItsClassAndItsCode()
    {
        using var archive = ScriptArchive.Open(_folder.Write("model.pt", ScriptFile.Of(Forward)));

        archive.RootClass().Should().Be("__torch__.Net");
        archive.HasCode.Should().BeTrue();
        archive.Code("__torch__.py").Should().Contain("torch.tanh");
        archive.Code("../../etc/passwd").Should().BeNull();
        archive.Verify(Token);
    }

    [Fact]
    public async Task Load_EveryCutOfAFile_IsRefusedInASentence()
    {
        var file = ScriptFile.Of(Forward);
        for (var length = 0; length < file.Length; length += 7)
        {
            var error = await FailAsync(file[..length]);
            error.Reason.Should().BeOneOf("invalid-model", "not-torchscript");
        }
    }

    [Fact]
    public async Task Load_ChangedWeights_AreNoticed()
    {
        var file = ScriptFile.Of(Forward);
        file[file.AsSpan().IndexOf("torch.tanh"u8)] ^= 1;

        var error = await FailAsync(file);

        error.Reason.Should().Be("invalid-model");
        error.Message.Should().Contain("checksum");
    }

    [Fact]
    public async Task Load_EntryThatDeclaresTenGigabytes_IsRefused()
    {
        var file = ScriptFile.Of(Forward);
        // The size, as the directory at the end has it, of its first entry.
        var entry = file.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(entry + 24), 0xF0000000);

        (await FailAsync(file)).Message.Should().Contain("grows");
    }

    [Fact]
    public async Task Load_WeightsWithoutCode_SaysHowToSaveAModel()
    {
        var file = ScriptFile.Zip(("data.pkl", "\u0080\u0002ccollections\nOrderedDict\n)R."), ("version", "3\n"));

        var error = await FailAsync(file);

        error.Reason.Should().Be("weights-only");
        error.Message.Should().Contain("torch.jit.trace");
    }

    [Theory]
    [InlineData("archive_format", "pt2", "exported-program")]
    [InlineData("code/__torch__.py", "class Other(Module):\n  training : bool\n", "no-forward")]
    public async Task Load_AnotherKindOfFile_IsCalledWhatItIs(string name, string content, string reason)
    {
        var file = ScriptFile.Zip((name, content), ("data.pkl", "\u0080\u0002c__torch__\nNet\n)\u0081}ub."));

        (await FailAsync(file)).Reason.Should().Be(reason);
    }

    [Fact]
    public async Task Load_OldPickle_IsCalledNoArchive() =>
        (await FailAsync([0x80, 2, 0x8A, 10])).Reason.Should().Be("not-torchscript");

    // libtorch's parser overflows the stack, and ends the process, where it gets one of these.
    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("x,(\n  ")]
    [InlineData("-")]
    [InlineData("not ")]
    [InlineData("x if x else ")]
    [InlineData("x + ")]
    [InlineData("x.a.")]
    public async Task Load_CodeOfEndlessNesting_IsRefused(string piece)
    {
        var endless = string.Concat(Enumerable.Repeat(piece, 100_000));

        var error = await FailAsync(ScriptFile.Of($"{Forward}\n  y = {endless}x"));

        error.Reason.Should().Be("invalid-model");
        error.Message.Should().Contain("nested deeper");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ServingException> FailAsync(byte[] file)
    {
        var act = () => LoadedModel.Loader(_folder, file).LoadAsync(Token);
        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        error.Message.Should().StartWith("Model 'net' version 1 cannot be loaded: ");
        return error;
    }
}
