using HospitalChain.Client;
using HospitalChain.Devnet;

try
{
    return await Commands.RunAsync(args);
}
catch (DevnetException exception)
{
    await Console.Error.WriteLineAsync("devnet: " + exception.Message);
    return 1;
}
catch (RefusedException refused)
{
    await Console.Error.WriteLineAsync($"devnet: {refused.Refusal}{Environment.NewLine}hint: {refused.Refusal.Reason.Hint}");
    return 1;
}
