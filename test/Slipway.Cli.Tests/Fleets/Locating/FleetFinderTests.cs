using System.Net.Sockets;
using Slipway.Cli.Fleets.Locating;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Fleets.Locating;

public sealed class FleetFinderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Socket> _sockets = [];

    [Fact]
    public void Find_CurrentFolder_IsItsFleet()
    {
        Add("one", "a");
        Add("two", "b");

        Find(null, "two").Name.Should().Be("b");
    }

    [Fact]
    public void Find_CurrentFolderWhoseFleetWasNotStarted_IsNotAnotherOne()
    {
        Add("one", "a", runs: true);
        _folder.Write("two/slipway.yaml", "");

        var act = () => Find(null, "two");

        act.Should()
            .Throw<CliException>()
            .WithMessage("The fleet of slipway.yaml was not started yet: 'slipway up' starts it. Known are a of *one.")
            .Which.ExitCode.Should()
            .Be(ExitCodes.ServerUnreachable);
    }

    [Fact]
    public void Find_Elsewhere_IsTheOnlyOneThatRuns()
    {
        Add("one", "a", runs: true);
        Add("two", "b");

        Find(null, "elsewhere").Name.Should().Be("a");
    }

    [Fact]
    public void Find_ElsewhereWithSeveralThatRun_AsksWhich()
    {
        Add("one", "a", runs: true);
        Add("two", "b", runs: true);

        var act = () => Find(null, "elsewhere");

        act.Should()
            .Throw<CliException>()
            .WithMessage(
                "It is not clear which one is meant of the fleets that run: a of *, b of *. Name it, or its manifest."
            )
            .Which.ExitCode.Should()
            .Be(ExitCodes.Usage);
    }

    [Theory]
    [InlineData("one")]
    [InlineData("one/")]
    [InlineData("one/slipway.yaml")]
    [InlineData("a")]
    public void Find_ByFolderManifestOrName_IsThatOne(string wanted)
    {
        Add("one", "a");
        Add("two", "b", runs: true);

        Find(wanted, ".").Name.Should().Be("a");
    }

    [Fact]
    public void Find_TwoOfOneFolder_IsTheOneThatRuns()
    {
        Add("one", "a");
        Add("one", "b", runs: true);

        Find("one", ".").Name.Should().Be("b");
    }

    [Fact]
    public void Find_Nothing_SaysWhereItLooked()
    {
        var act = () => Find("a", ".");

        act.Should()
            .Throw<CliException>()
            .WithMessage(
                $"There is no file or folder a, and no fleet of that name. None is known in {_folder["state"]}."
            );
    }

    [Fact]
    public void PlaceOf_AFleetWithItsSocketsElsewhere_IsWhereItWasStarted()
    {
        var registry = new FleetRegistry(_folder["state"]);
        var known = registry.Of(_folder["one/slipway.yaml"], "a");
        var runtime = _folder.Folder("elsewhere");
        FleetRegistry.Save(known with { Record = known.Record with { Runtime = runtime } });

        registry.PlaceOf(_folder["one"], "a").Runtime.Should().Be(runtime);

        Directory.Delete(runtime);
        registry.PlaceOf(_folder["one"], "a").Runtime.Should().Be(known.Place.Runtime);
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _folder.Dispose();
    }

    private KnownFleet Find(string? wanted, string current) =>
        new FleetFinder(new FleetRegistry(_folder["state"]), Path.GetFullPath(_folder.Folder(current))).Find(wanted);

    private void Add(string folder, string name, bool runs = false)
    {
        var known = new FleetRegistry(_folder["state"]).Of(_folder.Write($"{folder}/slipway.yaml", ""), name);
        FleetRegistry.Save(known);
        if (!runs)
            return;
        Directory.CreateDirectory(known.Place.Runtime);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _sockets.Add(socket);
        socket.Bind(new UnixDomainSocketEndPoint(known.Place.Socket));
        socket.Listen();
    }
}
