/// The controllers of kube-controller-manager, one file each.
@NullMarked
package seodang.kube.controller;

import org.jspecify.annotations.NullMarked;
