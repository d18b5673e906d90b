using Slipway.Server;

return await ServerApplication.RunAsync(args, []);
