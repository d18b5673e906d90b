using System.Net.Sockets;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Tests.Fleets.Locating;

/// <summary>A socket that others could have put there takes no orders of ours.</summary>
public sealed class KnownFleetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("known-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Runs_SocketInAFolderOpenToOthers_IsRefusedRatherThanAsked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Fleets do not run there.");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var fleet = Known();
        socket.Bind(new UnixDomainSocketEndPoint(fleet.Place.Socket));
        socket.Listen();
        fleet.Runs.Should().BeTrue();

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherWrite);
        var ask = () => fleet.Runs;

        ask.Should().Throw<CliException>().WithMessage($"*not to be trusted: {_folder} is open to others*chmod 700*");
    }

    [Fact]
    public void Runs_FolderNotThere_IsFalse() =>
        (Known() with { Place = new FleetPlace(_folder, Path.Combine(_folder, "none")) }).Runs.Should().BeFalse();

    private KnownFleet Known() =>
        new(
            new FleetRecord
            {
                Name = "news",
                Directory = "/news",
                Manifest = "/news/slipway.yaml",
                Runtime = _folder,
            },
            new FleetPlace(_folder, _folder)
        );
}
