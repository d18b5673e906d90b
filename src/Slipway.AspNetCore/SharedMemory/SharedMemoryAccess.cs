using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Slipway.Errors;

namespace Slipway.AspNetCore.SharedMemory;

/// <summary>
/// Decides whether clients may use shared memory. Whoever may reads and writes what this process may, so by itself it
/// is on only where no client is on another machine.
/// </summary>
internal sealed class SharedMemoryAccess(IOptions<ModelServerOptions> options, IServer? server = null)
{
    private readonly Lazy<bool> _isOn = new(() =>
        options.Value.SharedMemory switch
        {
            SharedMemoryMode.On => true,
            SharedMemoryMode.Off => false,
            _ => ListensOnLoopbackOnly(server?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []),
        }
    );

    /// <summary>Asked by requests, and so not before the server listens.</summary>
    public bool IsOn => _isOn.Value;

    /// <exception cref="ServingException">Unsupported, naming the option.</exception>
    public void Demand()
    {
        if (IsOn)
            return;
        throw ServingException.Unsupported(
            "Client shared memory is disabled on this server: it is on by itself only where the server listens on "
                + "loopback alone. Start the server with --shared-memory on (SharedMemory of ModelServerOptions), or "
                + "send the tensors in the request."
        );
    }

    /// <summary>False for no address at all: then it is not known who may come.</summary>
    public static bool ListensOnLoopbackOnly(ICollection<string> addresses) =>
        addresses.Count > 0 && addresses.All(IsLocal);

    private static bool IsLocal(string address)
    {
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return false;
        }

        if (binding.IsUnixPipe || binding.IsNamedPipe)
            return true;
        var host = binding.Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }
}
