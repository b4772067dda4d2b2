namespace HospitalChain.Crypto;

/// <summary>The symptom scalar t of crypto.md §5, which stands for a coded condition in capsules and trapdoors.</summary>
public static class Symptom
{
    /// <param name="system">The code system, for example <c>http://snomed.info/sct</c>.</param>
    /// <param name="code">The code in it, for example <c>386661006</c>.</param>
    public static SecretScalar FromCode(string system, string code) => Transcript.Of(Labels.Symptom).Add(system).Add(code).ToZr();
}
