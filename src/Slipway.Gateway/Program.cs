await using var application = WebApplication.CreateSlimBuilder(args).Build();
await application.RunAsync();
