using Slipway.Cli.Bench.Load;

namespace Slipway.Cli.Tests.Bench.Fakes;

/// <summary>A channel whose requests end at once.</summary>
internal sealed class DelegateChannel(Func<Outcome> send) : ILoadChannel
{
    public string LastMessage => "";

    public ValueTask<Outcome> SendAsync() => ValueTask.FromResult(send());

    public void Abort() { }

    public void Dispose() { }
}
