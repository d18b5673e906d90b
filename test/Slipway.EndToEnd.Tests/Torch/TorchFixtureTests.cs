using Slipway.EndToEnd.Tests.Hosting;
using Slipway.EndToEnd.Tests.Imports;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Torch;

/// <summary>TorchScript files, served as they are: the answers are PyTorch's, over REST and gRPC.</summary>
public sealed class TorchFixtureTests(TorchFixtureServer fixtures) : IClassFixture<TorchFixtureServer>
{
    private static readonly string[] Refused = ["dict_output_gru-script", "state_dict_only"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths =>
        ModelFixture.Root is null
            ? new TheoryData<string>("none")
            : new TheoryData<string>(
                ModelFixture
                    .In("torch")
                    .Select(row => row.Data)
                    .Where(path => !Refused.Contains(Path.GetFileName(path)))
            );

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Serve_ModelWithKnownAnswers_GivesThemOverBothProtocols(string path)
    {
        Require();
        await FixtureAnswers.CheckBothAsync(fixtures.Server, Path.GetFileName(path), ModelFixture.Open(path));
    }

    [Theory]
    [InlineData("dict_output_gru-script", "returns Dict[str, Tensor]")]
    [InlineData("state_dict_only", "holds weights only")]
    public async Task Serve_FileThatCannotBeServed_SaysWhyAndTheOthersAre(string name, string reason)
    {
        Require();
        await fixtures.Server.WaitForOutputAsync($"Model '{name}' version 1 cannot be loaded: ", Token);
        fixtures.Server.Output.Should().Contain(reason);
        fixtures.Server.HasExited.Should().BeFalse();
    }

    private static void Require()
    {
        Assert.SkipWhen(ModelFixture.Root is null, "SLIPWAY_FIXTURES does not name the folder of the fixtures.");
        LibTorch.Require();
    }
}
