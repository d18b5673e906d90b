using Slipway.Errors;
using Slipway.Onnx;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests.Loading;

public sealed class ExternalDataTests
{
    public static TheoryData<string, Func<string, OnnxGraphBuilder>> Places =>
        new()
        {
            { "initializer", TestModels.ExternalData },
            { "subgraph", TestModels.ExternalDataInSubgraph },
            { "function", TestModels.ExternalDataInFunction },
        };

    [Theory]
    [MemberData(nameof(Places), DisableDiscoveryEnumeration = true)]
    public async Task Load_FileMissing_IsNamed(string place, Func<string, OnnxGraphBuilder> make)
    {
        using var folder = new TempFolder();

        var error = await FailAsync(folder, make("gone.bin"));

        error.Reason.Should().Be("external-data-missing", place);
        error.Message.Should().Contain("'gone.bin'");
    }

    [Theory]
    [MemberData(nameof(Places), DisableDiscoveryEnumeration = true)]
    public async Task Load_ParentFolder_IsOutside(string place, Func<string, OnnxGraphBuilder> make)
    {
        using var folder = new TempFolder();
        folder.Write("outside.bin", TestModels.ExternalWeights());

        var error = await FailAsync(folder, make("../outside.bin"));

        error.Reason.Should().Be("external-data-outside", place);
        error.Message.Should().Contain("'../outside.bin'");
    }

    [Fact]
    public async Task Load_AbsolutePath_IsOutsideEvenWhereItLeadsInside()
    {
        using var folder = new TempFolder();
        var inside = folder.Write("package/w.bin", TestModels.ExternalWeights());

        var error = await FailAsync(folder, TestModels.ExternalData(inside));

        error.Reason.Should().Be("external-data-outside");
    }

    [Fact]
    public async Task Load_SymbolicLinkOut_IsOutside()
    {
        using var folder = new TempFolder();
        var secret = folder.Write("secret.bin", TestModels.ExternalWeights());
        folder.Folder("package");
        File.CreateSymbolicLink(folder["package/w.bin"], secret);

        var error = await FailAsync(folder, TestModels.ExternalData("w.bin"));

        error.Reason.Should().Be("external-data-outside");
        error.Message.Should().NotContain("secret");
    }

    [Fact]
    public async Task Load_LinkedFolderThenParent_IsFollowedAsTheSystemDoes()
    {
        // Read as text, "link/../w.bin" is the good file; the system goes through the link and comes out elsewhere.
        using var folder = new TempFolder();
        folder.Write("package/w.bin", TestModels.ExternalWeights());
        folder.Write("elsewhere/w.bin", TestModels.ExternalWeights());
        folder.Folder("elsewhere/deep");
        Directory.CreateSymbolicLink(folder["package/link"], folder["elsewhere/deep"]);

        var error = await FailAsync(folder, TestModels.ExternalData("link/../w.bin"));

        error.Reason.Should().Be("external-data-outside");
    }

    [Fact]
    public async Task Load_LinksInACircle_IsAnError()
    {
        using var folder = new TempFolder();
        folder.Folder("package");
        File.CreateSymbolicLink(folder["package/a"], "b");
        File.CreateSymbolicLink(folder["package/b"], "a");

        var error = await FailAsync(folder, TestModels.ExternalData("a"));

        error.Reason.Should().Be("external-data-missing");
    }

    [Fact]
    public async Task Load_ReservedMemoryLocation_IsRefusedThoughSuchAFileExists()
    {
        using var folder = new TempFolder();
        folder.Write("package/*/_ORT_MEM_ADDR_/*", TestModels.ExternalWeights());

        var error = await FailAsync(folder, TestModels.ExternalData("*/_ORT_MEM_ADDR_/*"));

        error.Reason.Should().Be("external-data-outside");
    }

    [Fact]
    public async Task Load_LocationLongerThanAnyPath_IsRefusedUnfollowed()
    {
        using var folder = new TempFolder();
        folder.Write("package/w.bin", TestModels.ExternalWeights());
        folder.Folder("package/a");

        var error = await FailAsync(
            folder,
            TestModels.ExternalData(string.Concat(Enumerable.Repeat("a/../", 10_000)) + "w.bin")
        );

        error.Reason.Should().Be("external-data-outside");
    }

    [Fact]
    public async Task Load_FileTooShort_IsInvalid()
    {
        using var folder = new TempFolder();
        folder.Write("package/w.bin", [1, 2, 3]);

        var error = await FailAsync(folder, TestModels.ExternalData("w.bin"));

        error.Reason.Should().Be("external-data-invalid");
    }

    private static async Task<ServingException> FailAsync(TempFolder folder, OnnxGraphBuilder graph)
    {
        folder.Folder("package");
        graph.Save(folder["package/model.onnx"]);
        var load = () => LoadedModel.LoadAsync(folder["package"], folder["package/model.onnx"]);
        return (await load.Should().ThrowAsync<ServingException>()).Which;
    }
}
