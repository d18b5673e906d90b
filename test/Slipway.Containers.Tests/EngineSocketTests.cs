using System.Net.Sockets;
using Slipway.Errors;
using Slipway.TestUtilities;

namespace Slipway.Containers.Tests;

public sealed class EngineSocketTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Candidates_Named_IsTheOnlyOne() =>
        Candidates(("DOCKER_HOST", "unix:///run/mine.sock"), ("HOME", "/home/me")).Should().Equal("/run/mine.sock");

    [Theory]
    [InlineData("tcp://10.0.0.1:2375")]
    [InlineData("ssh://host")]
    [InlineData("/run/mine.sock")]
    public void Candidates_NamedOtherwise_IsRefused(string host)
    {
        var act = () => Candidates(("DOCKER_HOST", host));
        act.Should().Throw<ServingException>().WithMessage($"DOCKER_HOST is '{host}'*unix:///PATH*");
    }

    [Fact]
    public void Candidates_NothingNamed_AreTheUsualOnes()
    {
        Candidates().Should().Equal("/var/run/docker.sock", "/run/podman/podman.sock");
        Candidates(("XDG_RUNTIME_DIR", "/run/user/1"), ("HOME", "/home/me"))
            .Should()
            .Equal(
                "/var/run/docker.sock",
                "/run/user/1/docker.sock",
                "/home/me/.docker/run/docker.sock",
                "/run/user/1/podman/podman.sock",
                "/run/podman/podman.sock"
            );
    }

    [Fact]
    public async Task Find_SocketThatNobodyListensOn_IsPassedOver()
    {
        using var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        left.Bind(new UnixDomainSocketEndPoint(_folder["left.sock"]));
        using var live = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        live.Bind(new UnixDomainSocketEndPoint(_folder["live.sock"]));
        live.Listen();

        var found = await EngineSocket.FindAsync(
            [_folder["none.sock"], _folder["left.sock"], _folder["live.sock"]],
            Token
        );

        found.Should().Be(_folder["live.sock"]);
    }

    [Fact]
    public async Task Find_None_SaysWhereItLookedAndWhatToDo()
    {
        var act = () => EngineSocket.FindAsync([_folder["none.sock"]], Token);

        var failure = (await act.Should().ThrowAsync<ServingException>()).Which;
        failure.Reason.Should().Be(EngineErrors.NoEngine);
        failure.Message.Should().Contain($"{_folder["none.sock"]} (not there)").And.Contain("podman system service");
    }

    private static IReadOnlyList<string> Candidates(params (string Name, string Value)[] variables) =>
        EngineSocket.Candidates(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
