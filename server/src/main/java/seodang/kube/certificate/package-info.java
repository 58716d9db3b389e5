/// X.509 certificates and PKCS#10 requests for them, as far as a cluster needs them.
///
/// Pure: keys are made of the cluster's own dice, and signatures (RSA, PKCS#1) are the same each
/// time. Uses the JDK's cryptography and nothing else; may be called on any thread.
@NullMarked
package seodang.kube.certificate;

import org.jspecify.annotations.NullMarked;
