using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Slipway.AspNetCore.Hosting;

/// <summary>Gives Kestrel's sockets a <see cref="BlockPool"/> each.</summary>
internal sealed class BlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
}
