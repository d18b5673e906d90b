using Microsoft.Net.Http.Headers;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Console;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Recognition.Grpc;

namespace Slipway.Gateway.Access;

/// <summary>
/// Lets in who has a key or a token; health is answered to everybody. What let a request in goes no further: services do not see
/// the keys of the gateway.
/// </summary>
internal sealed class AccessGate
{
    private const string ApiKeyHeader = "X-Api-Key";
    private const string Bearer = "Bearer ";

    private readonly WatchedFiles<ApiKeys>? _keys;
    private readonly TokenCheck? _tokens;
    private readonly bool _hasConsole;

    /// <exception cref="InvalidDataException">The file with the keys is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public AccessGate(GatewayConfig config, TimeProvider time, ILogger<AccessGate> log)
    {
        _hasConsole = config.Console;
        IsOpen = config.Auth is not { } auth || auth is { KeysFile: null, Jwt: null };
        _tokens = config.Auth?.Jwt is { } jwt ? new TokenCheck(jwt, log) : null;
        if (config.Auth?.KeysFile is not { } file)
            return;
        _keys = new WatchedFiles<ApiKeys>(
            [file],
            () => ApiKeys.Read(file),
            keys => log.KeysRead(file, keys.Count),
            failure => log.KeysNotRead(failure, file),
            time
        );
    }

    /// <summary>Everybody may call.</summary>
    public bool IsOpen { get; }

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsConsole(context) && !Anonymous.May(context.Request.Path) && !await IsKnownAsync(context))
        {
            await RefuseAsync(context);
            return;
        }

        context.Request.Headers.Remove(HeaderNames.Authorization);
        context.Request.Headers.Remove(ApiKeyHeader);
        await next(context);
    }

    /// <summary>Whether a key, or a token, would let somebody in; null: not.</summary>
    public async ValueTask<Admission?> AdmitAsync(string credential)
    {
        if (_keys is { } keys && keys.Current.Find(credential) is { } name)
        {
            var hash = ApiKeys.Hash(credential);
            return new Admission(name, () => ValueTask.FromResult(keys.Current.Find(hash) is not null));
        }

        return _tokens is { } tokens && await tokens.IsValidAsync(credential)
            ? new Admission("token", () => tokens.IsValidAsync(credential))
            : null;
    }

    private async ValueTask<bool> IsKnownAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var authorization = headers.Authorization.ToString();
        var bearer = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..].Trim()
            : null;
        if (_keys is not null && (bearer ?? headers[ApiKeyHeader].ToString()) is { Length: > 0 } key)
        {
            if (_keys.Current.Find(key) is not null)
                return true;
        }

        return _tokens is not null && bearer is not null && await _tokens.IsValidAsync(bearer);
    }

    // It asks browsers itself, and keeps a session.
    private bool IsConsole(HttpContext context) =>
        _hasConsole && context.Request.Path.StartsWithSegments(ConsoleEndpoints.Base, StringComparison.Ordinal);

    private static Task RefuseAsync(HttpContext context)
    {
        var surface = GrpcMethods.IsGrpc(context.Request) ? Surface.Grpc : Surface.Rest;
        return FailureWriter.WriteAsync(context, surface, Refusals.Unknown);
    }
}
