using Slipway.Cli.Fleets.Containers;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Manifest;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fleets.Containers;

/// <summary>What is refused before any engine is asked; the rest is tried with real ones, end to end.</summary>
public sealed class ContainerLaunchesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CliHost _host = new();
    private readonly ContainerLaunches _launches;

    public ContainerLaunchesTests()
    {
        _launches = new ContainerLaunches(_host.Environment, "trial-1", new ContainersConfig());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _launches.Dispose();
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task OfService_AFolderWithoutAProject_SaysSo()
    {
        var act = () =>
            _launches.OfServiceAsync("facts", new ServiceConfig { Project = _folder.Path }, _folder.Path, Token);

        (await act.Should().ThrowAsync<CliException>())
            .WithMessage("Service facts: * holds no project of .NET and no program that one was published as. *")
            .Which.ExitCode.Should()
            .Be(ExitCodes.Usage);
    }

    [Theory]
    [InlineData("s3://bucket/model", "s3://bucket/model: images are made of models of this machine and of oci:// *")]
    [InlineData("No Such Model", "There is no model at *, and 'No Such Model' names no image: *")]
    public async Task OfPath_WhatNoImageIsMadeOf_SaysSo(string path, string message)
    {
        var act = () => _launches.OfPathAsync("ner", new ServiceConfig(), path, Token);

        await act.Should().ThrowAsync<CliException>().WithMessage(message);
    }
}
