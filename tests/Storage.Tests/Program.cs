using System.Runtime.Versioning;
using HospitalChain.Storage.Tests;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

[assembly: SupportedOSPlatform("linux")]

if (args is [StoreChild.Argument, ..])
{
    return StoreChild.Run(args.AsSpan(1));
}

if (args is [ChainChild.Argument, var folder])
{
    return await ChainChild.RunAsync(folder);
}

return args.Any(arg => arg is "-automated" or "@@")
    ? await ConsoleRunner.Run(args)
    : await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
