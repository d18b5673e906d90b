using Slipway.Cli.Fleets.Starting;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fleets.Starting;

public sealed class LaunchFactoryTests : IDisposable
{
    private const string Server = "/programs/Slipway.Server.dll";

    private readonly TempFolder _folder = new();
    private readonly CliHost _host = new() { Server = Server };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OfService_AModel_IsServedByTheServer()
    {
        var model = _folder.Write("models/ner.onnx", "");

        var launch = await OfServiceAsync(new ServiceConfig { Model = model });

        launch.Kind.Should().Be(LaunchKind.Model);
        (launch.Source, launch.Content, launch.Address).Should().Be(("models/ner.onnx", model, null));
        Path.IsPathRooted(launch.Program.File).Should().BeTrue("it is started without a shell");
        launch.Program.Arguments.Should().Equal(Server);
    }

    [Fact]
    public async Task OfService_AModelFarAway_IsShownByItsWholePath()
    {
        var model = _folder.Write("models/ner.onnx", "");

        var launch = await OfServiceAsync(new ServiceConfig { Model = model }, _folder.Folder("a/b/c"));

        launch.Source.Should().Be(model);
    }

    [Fact]
    public async Task OfService_AnAddress_IsFetchedByTheServer()
    {
        var launch = await OfServiceAsync(new ServiceConfig { Model = "oci://registry.example/ner:1" });

        (launch.Source, launch.Content, launch.Address)
            .Should()
            .Be(("oci://registry.example/ner:1", null, "oci://registry.example/ner:1"));
    }

    [Fact]
    public async Task OfService_AProgramThatWasPublished_IsRunWithinItsCopy()
    {
        _folder.Write("published/Facts.dll", "");
        _folder.Write("published/Facts.runtimeconfig.json", "{}");

        var launch = await OfServiceAsync(new ServiceConfig { Project = _folder["published"] });

        launch.Kind.Should().Be(LaunchKind.Project);
        launch.Content.Should().Be(_folder["published"]);
        launch.Program.Arguments.Should().Equal("./Facts.dll");
    }

    [Fact]
    public async Task OfService_AFolderWithoutAProgram_NamesTheService()
    {
        var act = () => OfServiceAsync(new ServiceConfig { Project = _folder.Folder("empty") });

        (await act.Should().ThrowAsync<CliException>().WithMessage("Service facts: *empty holds no project of .NET*"))
            .Which.ExitCode.Should()
            .Be(ExitCodes.Usage);
    }

    [Fact]
    public async Task OfPath_NothingThere_SaysSo()
    {
        var act = () =>
            new LaunchFactory(_host.Environment).OfPathAsync("facts", new ServiceConfig(), _folder["missing"], Token);

        (await act.Should().ThrowAsync<CliException>().WithMessage("There is no model or project at *missing*"))
            .Which.ExitCode.Should()
            .Be(ExitCodes.ModelNotLoaded);
    }

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    private Task<ServiceLaunch> OfServiceAsync(ServiceConfig config, string? directory = null) =>
        new LaunchFactory(_host.Environment).OfServiceAsync("facts", config, directory ?? _folder.Path, Token);
}
