using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Settings;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.AspNetCore.Tests.Settings;

/// <summary>Log settings as they reach the loggers that a process has.</summary>
public sealed class LogFiltersTests
{
    [Fact]
    public void Levels_AtFirst_AreThoseConfigured()
    {
        using var services = Create(LogLevel.Warning);
        var logger = Logger(services, "Slipway.Test");
        Settings(services).Levels.Should().Be(new LogLevels(Info: false, Warning: true, Error: true, Verbose: 0));
        logger.IsEnabled(LogLevel.Information).Should().BeFalse();
        logger.IsEnabled(LogLevel.Warning).Should().BeTrue();
    }

    [Fact]
    public void Update_OfALevel_HoldsAtOnceForLoggersThatThereAre()
    {
        using var services = Create(LogLevel.Information);
        var logger = Logger(services, "Slipway.Test");
        var settings = Settings(services);

        Update(settings, "log_verbose_level", new ParameterValue(1L));
        logger.IsEnabled(LogLevel.Debug).Should().BeTrue();
        logger.IsEnabled(LogLevel.Trace).Should().BeFalse();
        Update(settings, "log_verbose_level", new ParameterValue(2L));
        logger.IsEnabled(LogLevel.Trace).Should().BeTrue();
        Update(settings, "log_info", new ParameterValue(false));
        logger.IsEnabled(LogLevel.Information).Should().BeFalse();
        logger.IsEnabled(LogLevel.Warning).Should().BeTrue();
        Update(settings, "log_warning", new ParameterValue(false));
        logger.IsEnabled(LogLevel.Warning).Should().BeFalse();
        Update(settings, "log_error", new ParameterValue(false));
        logger.IsEnabled(LogLevel.Critical).Should().BeFalse();
    }

    [Fact]
    public void Update_OfALevel_DoesNotLiftTheHoldOnOtherCategories()
    {
        using var services = Create(LogLevel.Warning, logging => logging.AddFilter("Noisy", LogLevel.Error));
        var noisy = Logger(services, "Noisy.Part");
        Update(Settings(services), "log_info", new ParameterValue(true));
        Update(Settings(services), "log_verbose_level", new ParameterValue(2L));
        noisy.IsEnabled(LogLevel.Warning).Should().BeFalse();
        noisy.IsEnabled(LogLevel.Error).Should().BeTrue();
        Update(Settings(services), "log_error", new ParameterValue(false));
        noisy.IsEnabled(LogLevel.Error).Should().BeFalse();
    }

    [Fact]
    public void Levels_WithAGeneralRule_FollowIt()
    {
        using var services = Create(
            LogLevel.Information,
            logging =>
                logging.Services.Configure<LoggerFilterOptions>(filters =>
                    filters.Rules.Add(new LoggerFilterRule(null, null, LogLevel.Debug, null))
                )
        );
        Logger(services, "Slipway.Test").IsEnabled(LogLevel.Debug).Should().BeTrue();
        Settings(services).Levels.Verbose.Should().Be(1);
    }

    [Theory]
    [InlineData("log_info", "yes", ServingErrorCode.InvalidArgument, "*log_info must be true or false*'yes'*")]
    [InlineData("log_file", "/tmp/log", ServingErrorCode.Unsupported, "*standard error*")]
    [InlineData("log_format", "ISO8601", ServingErrorCode.Unsupported, "*'ISO8601'*")]
    [InlineData("log_colour", "red", ServingErrorCode.InvalidArgument, "*'log_colour' is no log setting*")]
    public void Update_WhatCannotBe_IsRefusedAndNothingChanges(
        string name,
        string value,
        ServingErrorCode code,
        string message
    )
    {
        var settings = new LogSettings();
        settings
            .Invoking(s =>
                s.Update([
                    KeyValuePair.Create<string, ParameterValue?>("log_error", new ParameterValue(false)),
                    KeyValuePair.Create<string, ParameterValue?>(name, new ParameterValue(value)),
                ])
            )
            .Should()
            .Throw<ServingException>()
            .WithMessage(message)
            .Which.Code.Should()
            .Be(code);
        settings.Levels.Error.Should().BeTrue();
    }

    [Fact]
    public void Update_NegativeVerboseLevel_IsRefused()
    {
        var settings = new LogSettings();
        settings
            .Invoking(s => Update(s, "log_verbose_level", new ParameterValue(-1L)))
            .Should()
            .Throw<ServingException>();
    }

    [Theory]
    [InlineData("log_info")]
    [InlineData("log_verbose_level")]
    [InlineData("log_file")]
    [InlineData("log_format")]
    public void Update_WithoutAValue_LeavesTheSettingAsItIs(string name)
    {
        var settings = new LogSettings();
        var before = settings.Levels;
        settings.Update([KeyValuePair.Create(name, (ParameterValue?)null)]).Should().Be(before);
    }

    private static ServiceProvider Create(LogLevel least, Action<ILoggingBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            logging.SetMinimumLevel(least).AddProvider(new SilentProvider());
            configure?.Invoke(logging);
        });
        services.AddSingleton<LogSettings>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, LogFilters>();
        return services.BuildServiceProvider();
    }

    private static ILogger Logger(ServiceProvider services, string category) =>
        services.GetRequiredService<ILoggerFactory>().CreateLogger(category);

    private static LogSettings Settings(ServiceProvider services) => services.GetRequiredService<LogSettings>();

    private static void Update(LogSettings settings, string name, ParameterValue value) =>
        settings.Update([KeyValuePair.Create<string, ParameterValue?>(name, value)]);

    private sealed class SilentProvider : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) { }

        public void Dispose() { }
    }
}
