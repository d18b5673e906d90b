using Slipway.Cli.Servers;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Servers;

public sealed class ServerLocatorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly StringWriter _text = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_ServerBesideTheTool_ComesBeforeTheCheckout()
    {
        WriteCheckout(stampIsFresh: true);
        var bundled = _folder.Write("artifacts/bin/tool/server/Slipway.Server.dll", "");

        var program = await CreateLocator().FindAsync(ServerProgram.Name, Cancellation);

        program.Path.Should().Be(bundled);
    }

    [Fact]
    public async Task Find_NativeServerBesideTheTool_ComesBeforeTheLibrary()
    {
        _folder.Write("artifacts/bin/tool/server/Slipway.Server.dll", "");
        var name = OperatingSystem.IsWindows() ? "Slipway.Server.exe" : "Slipway.Server";
        var native = _folder.Write($"artifacts/bin/tool/server/{name}", "");

        (await CreateLocator().FindAsync(ServerProgram.Name, Cancellation)).Path.Should().Be(native);
    }

    [Fact]
    public async Task Find_FreshCheckout_IsUsedWithoutABuild()
    {
        var library = WriteCheckout(stampIsFresh: true);

        (await CreateLocator().FindAsync(ServerProgram.Name, Cancellation)).Path.Should().Be(library);
    }

    [Fact]
    public async Task Find_CheckoutThatDoesNotBuild_ShowsTheBuildsOutput()
    {
        WriteCheckout(stampIsFresh: false);

        var act = () => CreateLocator().FindAsync(ServerProgram.Name, Cancellation);

        (await act.Should().ThrowAsync<CliException>().WithMessage("*does not build*"))
            .Which.ExitCode.Should()
            .Be(ExitCodes.Failure);
        _text.ToString().Should().Contain("Slipway.Server.csproj");
    }

    [Fact]
    public async Task Find_Nowhere_NamesThePlaces()
    {
        var act = () => CreateLocator().FindAsync(ServerProgram.Name, Cancellation);

        await act.Should().ThrowAsync<CliException>().WithMessage("*server*, nor in a source checkout*");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _text.Dispose();
    }

    private ServerLocator CreateLocator() =>
        ServerLocator.CreateDefault(
            _folder.Folder("artifacts/bin/tool"),
            new CliConsole(_text, _text, outputIsTerminal: false, showsProgress: false)
        );

    // The project file is no XML: a build of it fails at once.
    private string WriteCheckout(bool stampIsFresh)
    {
        _folder.Write("Slipway.slnx", "<Solution />");
        _folder.Write("src/Slipway.Server/Slipway.Server.csproj", "broken");
        var library = _folder.Write("artifacts/bin/Slipway.Server/release/Slipway.Server.dll", "");
        if (stampIsFresh)
            new BuildStamp(_folder.Path, ServerProgram.Name).Mark(DateTime.UtcNow.AddMinutes(1));
        return library;
    }
}
