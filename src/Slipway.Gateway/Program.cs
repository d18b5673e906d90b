using Slipway.Gateway.Hosting;

return await GatewayHost.RunAsync(args, CancellationToken.None);
