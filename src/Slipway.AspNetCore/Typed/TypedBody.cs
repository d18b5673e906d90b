using System.IO.Pipelines;
using Slipway.Protocols.Json;
using Slipway.Tasks;

namespace Slipway.AspNetCore.Typed;

/// <summary>A typed answer as a body.</summary>
internal sealed class TypedBody(TypedAnswer answer) : IEncodedBody
{
    public string ContentType => answer.MediaType;

    public long? ContentLength => answer.Body.Length;

    public async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken = default) =>
        await output.WriteAsync(answer.Body, cancellationToken);

    public void Dispose() { }
}
