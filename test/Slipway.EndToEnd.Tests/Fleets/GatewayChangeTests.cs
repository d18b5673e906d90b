using System.Net;
using System.Net.Sockets;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Fleets;

/// <summary>Other settings of the gateway, while it is asked all the time.</summary>
public sealed class GatewayChangeTests : IAsyncLifetime
{
    private const int Some = 100;
    private const string Ports = "port: 0, grpc_port: 0";

    private static readonly string Manifest = TestFleet.Manifest($"  iris: {{ model: '{Checkout.Sample("iris")}' }}");

    private TestFleet _fleet = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fleet = await TestFleet.StartAsync(Manifest, CancellationToken.None);

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task Up_OtherSettingsTwiceUnderLoad_IsAnotherProcessAtTheSamePortsAndFailsNoRequest()
    {
        var (before, http, grpc) = (await GatewayAsync(), _fleet.Http, _fleet.Grpc);
        await using var load = SteadyLoad.Start(_fleet.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(Some, Token);

        foreach (var concurrency in (int[])[500, 600])
        {
            Write($"{Ports}, max_concurrency: {concurrency}");
            (await _fleet.UpAsync(Token)).Output.Should().StartWith("trial is ready.");
            await load.WaitForAsync(Some, Token);
        }

        var after = await GatewayAsync();
        after.Should().NotBe(before);
        (_fleet.Http, _fleet.Grpc).Should().Be((http, grpc));
        await UntilItIsAloneAsync(after);
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
        (await _fleet.RunAsync(Token, "history"))
            .Output.Should()
            .Contain("a gateway with other settings has taken over");
    }

    [Fact]
    public async Task Up_AnotherPort_OpensItBeforeTheOldOneCloses()
    {
        var old = _fleet.Http;
        await using var load = SteadyLoad.Start(old, "iris", SteadyLoad.Iris);
        var (http, grpc) = FreePorts.Take();
        Write($"port: {http}, grpc_port: {grpc}");

        await _fleet.UpAsync(Token);

        _fleet.Http.Should().Be($"http://127.0.0.1:{http}");
        await using (var other = SteadyLoad.Start(_fleet.Http, "iris", SteadyLoad.Iris))
        {
            await other.WaitForAsync(Some, Token);
            await other.StopAsync();
            other.Failures.Should().BeEmpty();
        }

        await load.StopAsync();
        load.Failures.Should().BeEmpty();
        await UntilItIsAloneAsync(await GatewayAsync());
        using var client = new TcpClient();
        var connect = async () => await client.ConnectAsync(IPAddress.Loopback, new Uri(old).Port, Token);
        await connect.Should().ThrowAsync<SocketException>();
    }

    [Fact]
    public async Task Up_SettingsThatNoGatewayStartsWith_AreToldAndTheOldOneGoesOn()
    {
        var before = await GatewayAsync();
        await using var load = SteadyLoad.Start(_fleet.Http, "iris", SteadyLoad.Iris);
        await File.WriteAllTextAsync(_fleet["tls.crt"], "This is no certificate.", Token);
        await File.WriteAllTextAsync(_fleet["tls.key"], "This is no key.", Token);
        Write($"{Ports}, tls: {{ certificate: tls.crt, key: tls.key }}");

        var up = await _fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(7, up.All);
        up.Errors.Should().Contain("gateway failed: it goes on with its settings of before").And.Contain("gateway.tls");
        (await GatewayAsync()).Should().Be(before);
        (await _fleet.RunAsync(Token, "status")).Output.Should().Contain("with the settings of before");
        (await _fleet.RunAsync(Token, "history"))
            .Output.Should()
            .Contain("the gateway goes on with the settings of before");

        // Corrected, there is nothing left to tell.
        _fleet.Write(Manifest);
        await _fleet.UpAsync(Token);
        (await GatewayAsync()).Should().Be(before);
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Up_PortsOfAnotherFleetOfTheSameUser_AreInUse()
    {
        var port = new Uri(_fleet.Http).Port;
        await using var other = new TestFleet();
        other.Write(Manifest.Replace("port: 0, ", $"port: {port}, ", StringComparison.Ordinal));

        var up = await other.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(2, up.All);
        up.Errors.Should().Contain($"port {port} of 127.0.0.1 is in use");

        // Nor may a gateway that runs move there.
        Write($"port: {port}, grpc_port: 0, max_concurrency: 500");
        await _fleet.UpAsync(Token);
        other.Write(Manifest);
        await other.UpAsync(Token);
        other.Write(Manifest.Replace("port: 0, ", $"port: {port}, ", StringComparison.Ordinal));
        (await other.RunAsync(Token, "up", "--detach")).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task Kill_TheGatewayThatHasTakenOver_IsStartedAgainAtThePort()
    {
        Write($"{Ports}, max_concurrency: 500");
        await _fleet.UpAsync(Token);
        var gateway = await GatewayAsync();

        FleetProcesses.Kill(gateway);

        await UntilAsync(async () =>
            (await _fleet.StatusAsync(Token)).Gateway is { Restarts: 1, ProcessId: { } now } && now != gateway
        );
        await _fleet.UpAsync(Token);
        await using var load = SteadyLoad.Start(_fleet.Http, "iris", SteadyLoad.Iris);
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    [Fact]
    public async Task Up_AfterTheSupervisorWasKilledInTheMiddle_LeavesOneGateway()
    {
        await using var load = SteadyLoad.Start(_fleet.Http, "iris", SteadyLoad.Iris);
        Write($"{Ports}, max_concurrency: 500");
        await _fleet.UpAsync(Token);
        // The old one is still there, for the connections that are on their way.
        FleetProcesses.Kill(_fleet.SupervisorProcess());

        await _fleet.UpAsync(Token);

        await UntilItIsAloneAsync(await GatewayAsync());
        await load.WaitForAsync(Some, Token);
        await load.StopAsync();
        load.Failures.Should().BeEmpty();
    }

    private void Write(string gateway) => _fleet.Write(Manifest.Replace(Ports, gateway, StringComparison.Ordinal));

    private async Task<int> GatewayAsync() => (await _fleet.StatusAsync(Token)).Gateway.ProcessId!.Value;

    // Supervisor, gateway, replica.
    private Task UntilItIsAloneAsync(int gateway) =>
        UntilAsync(() =>
        {
            var processes = _fleet.Processes();
            return Task.FromResult(processes.Count == 3 && processes.Contains(gateway));
        });

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Token);
        }
    }
}
